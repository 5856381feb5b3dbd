"""Settings from the environment, each with a default that works from a fresh clone."""

from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.installed import in_force
from matcher.retrieval.encoders.choice import Ear, EncoderChoice, lacking

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read from variables `XINGFU_…`; docs/settings.md lists them."""

    model_config = SettingsConfigDict(env_prefix="XINGFU_")

    catalogs_home: Path = Field(
        Path.home() / ".local" / "share" / "xingfu" / "catalogs",
        description="folder of the installed catalogues",
    )
    catalog: Path = Field(
        default_factory=lambda told: in_force(told["catalogs_home"]) or ROOT / "catalogs",
        description="folder of the catalogue's data; else the installed one, else the shipped one",
    )
    encoder: EncoderChoice = Field(
        "auto",
        description="auto: words and meaning; lexical: words only; onnx, sentence-transformers: "
        "words and meaning by a model of one's own",
    )
    encoder_folder: Path | None = Field(
        None, validate_default=True, description="folder of the model of one's own"
    )
    cache: Path | None = Field(
        Path.home() / ".cache" / "xingfu",
        description="folder in which vectors of ledger texts are kept, by hash; empty: nowhere",
    )

    @field_validator("encoder_folder")
    @classmethod
    def _holds_a_model(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        missing = lacking(info.data.get("encoder", "auto"), value)
        if missing:
            raise ValueError(missing)
        return value

    @field_validator("cache", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    data_home: Path = Field(
        Path.home() / ".local" / "share" / "xingfu",
        description="folder of the embedded database, of the plans' catalogues, of demo keys",
    )
    database: str = Field(
        default_factory=lambda told: f"sqlite:///{told['data_home'] / 'xingfu.db'}",
        description="address of the database: sqlite:///FILE or postgresql://…",
    )
    keys: SecretStr | None = Field(
        None,
        description="the keys that seal personal fields, as id:base64,…,index:base64; "
        "xingfu keys new prints a ring. Without them the service does not start, but for the demo",
    )
    demo: bool = Field(
        False, description="true lets the demo accounts in and keeps demo keys beside the database"
    )
    hold_days: int = Field(
        7, ge=1, le=90, description="days for which a place is held for a family"
    )
    session_idle_minutes: int = Field(
        30, ge=1, le=1_440, description="minutes after which an unused session ends"
    )
    session_hours: int = Field(12, ge=1, le=168, description="hours after which every session ends")
    address: str = Field(
        "",
        description="address under which browsers reach the service, as https://xingfu.example; "
        "with https the cookie is Secure, and single sign-on needs it",
    )
    oidc_issuer: str = Field("", description="issuer of the single sign-on; empty: there is none")
    oidc_client: str = Field("", description="name of this service at the single sign-on")
    oidc_factor: str = Field(
        "",
        description="values of the claims amr or acr, with commas between, by which the single "
        "sign-on says that it took a second factor; empty: ours is asked for",
    )
    oidc_secret: SecretStr | None = Field(
        None, description="secret of this service at the single sign-on"
    )
    rate: float = Field(
        50.0, gt=0, description="requests a second that a caller may send, over a while"
    )
    burst: int = Field(200, ge=1, description="requests that a caller may send at once")
    host: str = Field("127.0.0.1", description="address the server listens on")
    proxy: str = Field(
        "",
        description="addresses or networks of the proxies before the service, with commas between: "
        "from these alone it believes X-Forwarded-For; empty: from nobody",
    )
    port: int = Field(8000, ge=1, le=65535, description="port the server listens on")
    log: Literal["json", "plain"] = Field(
        "json", description="how log lines are written to stderr: json, one object a line; plain"
    )
    drain_seconds: float = Field(
        3.0,
        ge=0,
        le=300,
        description="seconds for which a service told to stop goes on serving while /readyz says "
        "that it stops",
    )
    stop_seconds: int = Field(
        30, ge=1, le=600, description="seconds that running requests may take to end after that"
    )
    fonts: Path | None = Field(
        None,
        description="folder of the font with which PDFs are printed; empty: the first font with "
        "Chinese characters that the machine has",
    )

    @field_validator("address")
    @classmethod
    def _is_of_the_web(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise PydanticCustomError("address_scheme", "must begin with http:// or https://")
        return value

    @field_validator("fonts", mode="before")
    @classmethod
    def _no_fonts_named(cls, value: object) -> object:
        return None if value == "" else value

    max_body: int = Field(20_000_000, ge=1, description="largest request body, in bytes")

    @field_validator("proxy")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        for each in filter(None, map(str.strip, value.split(","))):
            ip_network(each, strict=False)  # its ValueError names what is none
        return value

    @property
    def is_https(self) -> bool:
        """Return whether browsers reach the service by https."""
        return self.address.startswith("https://")

    @property
    def here(self) -> str:
        """Where the service is reached: its address, else the host and port that it listens on."""
        return self.address.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def demo_key(self) -> Path:
        """The file of the key with which the demo's platform pulls lists."""
        return self.data_home / "demo.push"

    @property
    def ear(self) -> Ear:
        """Return which encoder is asked for, and where its vectors are kept."""
        return Ear(self.encoder, self.encoder_folder, self.cache)
