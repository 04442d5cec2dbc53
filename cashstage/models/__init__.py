"""Tables, one noun per file, and the database they live in."""

from cashstage.models.audit import AuditEntry
from cashstage.models.base import metadata
from cashstage.models.blend import Blend, ExchangeRate
from cashstage.models.calculated_field import CalculatedField
from cashstage.models.connection import Connection, ConnectionState
from cashstage.models.dashboard import Dashboard, DashboardTab, Widget
from cashstage.models.data_source import DataSource, SourceColumn, SourceMode, SourceState
from cashstage.models.ingestion_job import IngestionJob, JobState, JobTrigger, Stage
from cashstage.models.job_event import JobEvent, JobEventKind
from cashstage.models.metric_definition import OwnMetric
from cashstage.models.notice import Notice, NoticeKind
from cashstage.models.organization import Invitation, Membership, Organization
from cashstage.models.snapshot import DataSnapshot, SnapshotObject
from cashstage.models.user import LoginLink, User, UserSession
from cashstage.models.watch_channel import ChannelState, WatchChannel

__all__ = [
    "AuditEntry",
    "Blend",
    "CalculatedField",
    "ChannelState",
    "Connection",
    "ConnectionState",
    "Dashboard",
    "DashboardTab",
    "DataSnapshot",
    "DataSource",
    "ExchangeRate",
    "IngestionJob",
    "Invitation",
    "JobEvent",
    "JobEventKind",
    "JobState",
    "JobTrigger",
    "LoginLink",
    "Membership",
    "Notice",
    "NoticeKind",
    "Organization",
    "OwnMetric",
    "SnapshotObject",
    "SourceColumn",
    "SourceMode",
    "SourceState",
    "Stage",
    "User",
    "UserSession",
    "WatchChannel",
    "Widget",
    "metadata",
]
