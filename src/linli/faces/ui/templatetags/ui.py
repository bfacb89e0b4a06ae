"""{% load ui %}: every component and filter of the interface in one library."""

from django.template import Library

from linli.faces.ui.components import (
    avatar,
    chart,
    dialog,
    field,
    flow,
    heatmap,
    icon,
    kpi,
    lanes,
    layout,
    number,
    phone,
    pill,
    portal,
    progress,
    specimen,
    steps,
    table,
    tabs,
    timeline,
    todo,
    when,
)

register = Library()

for component in (
    avatar, chart, dialog, field, flow, heatmap, icon, kpi, lanes, layout, number, phone, pill, portal,
    progress, specimen, steps, table, tabs, timeline, todo, when,
):  # fmt: skip
    register.tags.update(component.register.tags)
    register.filters.update(component.register.filters)
