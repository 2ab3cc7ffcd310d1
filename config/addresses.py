"""The addresses of the servers that the engine cannot run without."""

from dataclasses import dataclass, field

from config.problems import Origin, Problem, SettingsError
from config.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddresses:
    """Where the servers are; whoever holds this value can enter them."""

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    ari_url: str
    ari_user: str
    ari_password: str = field(repr=False)


def server_addresses(settings: Settings) -> ServerAddresses:
    """Return the addresses, for a process that is about to serve.

    Raises:
        SettingsError: one of them is neither in the environment nor in a file.

    """
    database, redis = settings.database.url, settings.redis.url
    password = settings.asterisk.password
    if database is None or redis is None or password is None:
        needed = {
            ("DATABASE_URL", "database.url_file"): database,
            ("REDIS_URL", "redis.url_file"): redis,
            ("LINE122_ASTERISK__PASSWORD", "asterisk.password_file"): password,
        }
        raise SettingsError(
            Problem(
                Origin("environment"), variable, f"is missing; set it, or name a file by {key}"
            )
            for (variable, key), value in needed.items()
            if value is None
        )
    return ServerAddresses(
        database_url=database.get_secret_value(),
        redis_url=redis.get_secret_value(),
        ari_url=settings.asterisk.ari_url,
        ari_user=settings.asterisk.user,
        ari_password=password.get_secret_value(),
    )
