"""Who takes part in a journey: each has a Playground of their own, in which they are at the keyboard.

The Playground knows one tenant with a person at the keyboard and five others. For another of the six the same
file is written with the two exchanged. Tenant, people and bot keep their ids in all of them; chats, team and
channels get ids of their own, since what is said in one Playground is not seen in another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

TEAMS = Path(__file__).parents[2] / "playground" / "teams.yml"
Config = dict[str, Any]


def _as_it_is(_data_dir: Path) -> None:
    """The starter editions and nobody known."""


@dataclass(frozen=True)
class Cast:
    """What a module of journeys needs: a module with other needs has a fixture `cast` of its own.

    `people` are ids of playground/teams.yml. `settings` are further ones of the bot, with their prefix.
    `prepare` gets the data folder, the starter editions in it, before the bot starts.
    """

    people: tuple[str, ...] = ("casey",)
    settings: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[Path], None] = _as_it_is


def person(who: str) -> Config:
    """The person of that id: `name`, `aadObjectId`, `email` and more."""
    return _everybody(_read())[who]


def tenant() -> str:
    """The directory id of the trust that all of them belong to."""
    return str(_read()["tenantId"])


def chats(who: str) -> dict[str, str]:
    """The conversation ids that the bot sees from this person's Playground, by the name of the chat."""
    config = config_for(who)
    channels = {channel["name"]: channel["id"] for channel in config["team"]["channels"]}
    group = config["groupChat"]
    return {
        "personal": config["personalChat"]["id"],
        group["name"]: group["id"],
        "General": config["team"]["id"],
        **channels,
    }


def config_for(who: str) -> Config:
    """The Playground's configuration in which this person is at the keyboard."""
    config = _read()
    everybody = _everybody(config)
    place = list(everybody).index(who)
    config["currentUser"] = everybody.pop(who)
    config["users"] = list(everybody.values())
    if place:
        for chat in (config["personalChat"], config["groupChat"]):
            chat["id"] = f"{chat['id'][:-4]}{place}0{chat['id'][-2:]}"
        for room in (config["team"], *config["team"]["channels"]):
            room["id"] = f"{room['id']}-{who}"
    return config


def written(who: str, file: Path) -> Path:
    """The configuration in a file."""
    file.write_text(yaml.safe_dump(config_for(who), sort_keys=False, allow_unicode=True))
    return file


def _read() -> Config:
    config: Config = yaml.safe_load(TEAMS.read_text())
    return config


def _everybody(config: Config) -> dict[str, Config]:
    return {one["id"]: one for one in (config["currentUser"], *config["users"])}
