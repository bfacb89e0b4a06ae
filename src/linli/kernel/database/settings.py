"""The settings of Linli's own PostgreSQL: full durability, sized for one machine that also runs Linli."""

import os

_ALWAYS = {
    "listen_addresses": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "jit": "off",
    "max_wal_size": "4GB",
    "min_wal_size": "256MB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_naptime": "15s",
    "autovacuum_vacuum_cost_limit": "2000",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
}
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "wal_compression": "on"}
_THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
_MEGABYTE = 1024 * 1024


def command_line(*, cluster: str, sockets: str, is_durable: bool) -> list[str]:
    """The arguments after `postgres -D directory`.

    cluster  shown in the title of each process of the server
    sockets  the directory of its socket, in the words of the server's own account
    """
    chosen = {
        **_ALWAYS,
        **(_DURABLE if is_durable else _THROWAWAY),
        "shared_buffers": f"{_shared_megabytes()}MB",
        "unix_socket_directories": sockets,
        "unix_socket_permissions": "0700",
        "cluster_name": cluster,
    }
    return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]


def _shared_megabytes() -> int:
    """An eighth of the machine's memory, between 128 MB and 1 GB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MEGABYTE
    return max(128, min(1024, memory // 8))
