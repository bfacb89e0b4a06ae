"""The look shared by every face: tokens, layouts, components, page(), and the screenshot check."""
