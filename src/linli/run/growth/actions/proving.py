"""The nightly proof that balances and entries agree."""

import logging
from dataclasses import asdict
from datetime import datetime

from linli.run.growth.models import BalanceProof
from linli.run.growth.queries import proving

MOST_KEPT = 200
log = logging.getLogger(__name__)


def prove_balances(*, at: datetime) -> BalanceProof:
    """Compare the organisation's balances with its entries and keep what was found."""
    proof = proving.prove()
    if proof.differences:
        log.error("%d balances differ from their entries: %s", len(proof.differences), proof.differences[:5])
    made: BalanceProof = BalanceProof.objects.create(
        at=at,
        balances=proof.balances,
        entries=proof.entries,
        differences=[asdict(one) for one in proof.differences[:MOST_KEPT]],
    )
    return made
