"""A second factor that was begun and not confirmed yet, so that its QR code can be shown again."""

import pyotp

from linli.kernel.orgs import secrets
from linli.kernel.orgs.actions.second_factor import ISSUER, Enrolment
from linli.kernel.orgs.models import Staff


def find_enrolment(staff: Staff) -> Enrolment | None:
    """What an authenticator needs; None when nothing was begun, or the factor is on already."""
    if staff.has_totp or not staff.totp_secret:
        return None
    secret = secrets.unseal(staff.totp_secret)
    uri = pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name=ISSUER)
    return Enrolment(secret, uri)
