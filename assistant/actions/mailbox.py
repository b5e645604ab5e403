"""The settings of the mail server, which `assistant.settings` takes in."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from crm.addresses import is_address

Security = Literal["starttls", "tls", "none"]
PORTS = {"starttls": 587, "tls": 465, "none": 25}


def _address(value: str) -> str:
    if not is_address(value):
        raise ValueError("no address")
    return value


class MailSettings(BaseModel):
    """Where e-mails are handed over, and in whose name; without a host none are sent."""

    smtp_host: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9.:-]+$", description="a host such as smtp.example.com"
    )
    smtp_port: int | None = Field(default=None, ge=1, le=65535, description="a port, 1 to 65535")
    smtp_security: Security = Field(default="starttls", description="starttls, tls or none")
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: Annotated[str, AfterValidator(_address)] | None = Field(
        default=None, description="an address such as sales@example.com"
    )
    smtp_seconds: float = Field(
        default=20, gt=0, le=120, description="a number of seconds, up to 120"
    )

    def half_a_mailbox(self, this_machine: bool) -> str | None:
        """Gives what is missing or unsafe among the settings; None where they go together.

        Args:
            this_machine: whether the host is this machine itself.
        """
        names = [name for name in MailSettings.model_fields if name in self.model_fields_set]
        if self.smtp_host is None:
            lonely = [name for name in names if getattr(self, name) is not None]
            return "SMTP_HOST must be set too, for e-mail." if lonely else None
        if self.smtp_from is None:
            return "SMTP_FROM must be set too: the address that e-mails come from."
        if (self.smtp_user is None) != (self.smtp_password is None):
            return "SMTP_USER and SMTP_PASSWORD go together; set both or none."
        if self.smtp_security == "none" and self.smtp_user is not None and not this_machine:
            return "SMTP_SECURITY is none: a password would go unencrypted; use starttls or tls."
        return None
