"""Static files under names that hold their hash, compressed by WhiteNoise."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Leaves `sourceMappingURL` comments alone: they name maps that are not shipped, and would fail collectstatic."""

    patterns = tuple(
        (glob, kept)
        for glob, group in CompressedManifestStaticFilesStorage.patterns
        if (kept := tuple(one for one in group if "sourceMappingURL" not in str(one)))
    )
