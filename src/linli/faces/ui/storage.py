"""Static files under names that hold their hash, compressed by WhiteNoise."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


def _without_maps() -> tuple[tuple[str, tuple[object, ...]], ...]:
    kept = []
    for glob, group in CompressedManifestStaticFilesStorage.patterns:
        kept.append((glob, tuple(one for one in group if "sourceMappingURL" not in str(one))))
    return tuple(kept)


class ManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """Leaves `sourceMappingURL` comments alone: the maps they name are not shipped."""

    patterns = _without_maps()
    manifest_strict = True
