"""Contains all the data models used in inputs/outputs"""

from .about import About
from .accepted import Accepted
from .accepted_order import AcceptedOrder
from .account import Account
from .account_usage_item import AccountUsageItem
from .account_usage_item_limit_name import AccountUsageItemLimitName
from .account_usage_item_unit import AccountUsageItemUnit
from .accounts import Accounts
from .alert import Alert
from .alerts import Alerts
from .audit import Audit
from .audit_checkpoints import AuditCheckpoints
from .audit_checkpoints_checkpoints_item import AuditCheckpointsCheckpointsItem
from .audit_checkpoints_checkpoints_item_cause import (
    AuditCheckpointsCheckpointsItemCause,
)
from .audit_entry import AuditEntry
from .audit_entry_actor import AuditEntryActor
from .audit_entry_actor_kind import AuditEntryActorKind
from .audit_entry_outcome import AuditEntryOutcome
from .audit_head import AuditHead
from .audit_keys import AuditKeys
from .audit_keys_keys_item import AuditKeysKeysItem
from .audit_last_check_type_0 import AuditLastCheckType0
from .breaker import Breaker
from .breaker_mode import BreakerMode
from .breakers import Breakers
from .cancel import Cancel
from .cancel_all import CancelAll
from .check import Check
from .check_state import CheckState
from .check_state_breaker_mode import CheckStateBreakerMode
from .circuit_breaker_message import CircuitBreakerMessage
from .circuit_breaker_message_data import CircuitBreakerMessageData
from .daily_pnl import DailyPnl
from .daily_pnl_history import DailyPnlHistory
from .daily_pnl_history_points_item import DailyPnlHistoryPointsItem
from .decision import Decision
from .decision_facts_type_0_item import DecisionFactsType0Item
from .decision_request import DecisionRequest
from .decision_state import DecisionState
from .decision_state_breaker_mode import DecisionStateBreakerMode
from .error_message import ErrorMessage
from .error_message_data import ErrorMessageData
from .fill import Fill
from .fills import Fills
from .impact import Impact
from .impact_by_code_item import ImpactByCodeItem
from .impact_examples_item import ImpactExamplesItem
from .limit_change import LimitChange
from .limit_changes import LimitChanges
from .limits import Limits
from .limits_change import LimitsChange
from .limits_change_daily_loss_mode import LimitsChangeDailyLossMode
from .limits_change_daily_loss_on_trip import LimitsChangeDailyLossOnTrip
from .limits_changed_message import LimitsChangedMessage
from .limits_changed_message_data import LimitsChangedMessageData
from .limits_changed_message_data_changes_item import (
    LimitsChangedMessageDataChangesItem,
)
from .limits_daily_loss_on_trip import LimitsDailyLossOnTrip
from .limits_to_try import LimitsToTry
from .limits_to_try_daily_loss_mode import LimitsToTryDailyLossMode
from .limits_to_try_daily_loss_on_trip import LimitsToTryDailyLossOnTrip
from .limits_to_try_symbols import LimitsToTrySymbols
from .limits_to_try_symbols_additional_property import (
    LimitsToTrySymbolsAdditionalProperty,
)
from .list_orders_direction import ListOrdersDirection
from .list_orders_sort import ListOrdersSort
from .live import Live
from .live_status import LiveStatus
from .mode import Mode
from .new_mode import NewMode
from .new_order import NewOrder
from .new_paper_quote import NewPaperQuote
from .new_reset import NewReset
from .new_trip import NewTrip
from .order import Order
from .order_status import OrderStatus
from .order_type import OrderType
from .order_update_message import OrderUpdateMessage
from .order_update_message_data import OrderUpdateMessageData
from .orders import Orders
from .paper_quote import PaperQuote
from .pnl_update_message import PnlUpdateMessage
from .pnl_update_message_data import PnlUpdateMessageData
from .position import Position
from .position_limit import PositionLimit
from .position_limit_change import PositionLimitChange
from .position_limits import PositionLimits
from .positions import Positions
from .problem import Problem
from .problem_order_status import ProblemOrderStatus
from .problem_violations_item import ProblemViolationsItem
from .quotes import Quotes
from .quotes_quotes_item import QuotesQuotesItem
from .ready import Ready
from .ready_gate import ReadyGate
from .ready_status import ReadyStatus
from .reset import Reset
from .resumed_message import ResumedMessage
from .resumed_message_data import ResumedMessageData
from .risk_alert_message import RiskAlertMessage
from .risk_alert_message_data import RiskAlertMessageData
from .rule import Rule
from .rule_cases_item import RuleCasesItem
from .rule_cases_item_facts import RuleCasesItemFacts
from .rule_facts_item import RuleFactsItem
from .rule_parameters import RuleParameters
from .rule_result import RuleResult
from .rules import Rules
from .severity import Severity
from .side import Side
from .snapshot_message import SnapshotMessage
from .snapshot_message_data import SnapshotMessageData
from .snapshot_message_data_pnl_item import SnapshotMessageDataPnlItem
from .time_in_force import TimeInForce
from .trip import Trip
from .violation import Violation

__all__ = (
    "About",
    "Accepted",
    "AcceptedOrder",
    "Account",
    "AccountUsageItem",
    "AccountUsageItemLimitName",
    "AccountUsageItemUnit",
    "Accounts",
    "Alert",
    "Alerts",
    "Audit",
    "AuditCheckpoints",
    "AuditCheckpointsCheckpointsItem",
    "AuditCheckpointsCheckpointsItemCause",
    "AuditEntry",
    "AuditEntryActor",
    "AuditEntryActorKind",
    "AuditEntryOutcome",
    "AuditHead",
    "AuditKeys",
    "AuditKeysKeysItem",
    "AuditLastCheckType0",
    "Breaker",
    "BreakerMode",
    "Breakers",
    "Cancel",
    "CancelAll",
    "Check",
    "CheckState",
    "CheckStateBreakerMode",
    "CircuitBreakerMessage",
    "CircuitBreakerMessageData",
    "DailyPnl",
    "DailyPnlHistory",
    "DailyPnlHistoryPointsItem",
    "Decision",
    "DecisionFactsType0Item",
    "DecisionRequest",
    "DecisionState",
    "DecisionStateBreakerMode",
    "ErrorMessage",
    "ErrorMessageData",
    "Fill",
    "Fills",
    "Impact",
    "ImpactByCodeItem",
    "ImpactExamplesItem",
    "LimitChange",
    "LimitChanges",
    "Limits",
    "LimitsChange",
    "LimitsChangeDailyLossMode",
    "LimitsChangeDailyLossOnTrip",
    "LimitsChangedMessage",
    "LimitsChangedMessageData",
    "LimitsChangedMessageDataChangesItem",
    "LimitsDailyLossOnTrip",
    "LimitsToTry",
    "LimitsToTryDailyLossMode",
    "LimitsToTryDailyLossOnTrip",
    "LimitsToTrySymbols",
    "LimitsToTrySymbolsAdditionalProperty",
    "ListOrdersDirection",
    "ListOrdersSort",
    "Live",
    "LiveStatus",
    "Mode",
    "NewMode",
    "NewOrder",
    "NewPaperQuote",
    "NewReset",
    "NewTrip",
    "Order",
    "OrderStatus",
    "OrderType",
    "OrderUpdateMessage",
    "OrderUpdateMessageData",
    "Orders",
    "PaperQuote",
    "PnlUpdateMessage",
    "PnlUpdateMessageData",
    "Position",
    "PositionLimit",
    "PositionLimitChange",
    "PositionLimits",
    "Positions",
    "Problem",
    "ProblemOrderStatus",
    "ProblemViolationsItem",
    "Quotes",
    "QuotesQuotesItem",
    "Ready",
    "ReadyGate",
    "ReadyStatus",
    "Reset",
    "ResumedMessage",
    "ResumedMessageData",
    "RiskAlertMessage",
    "RiskAlertMessageData",
    "Rule",
    "RuleCasesItem",
    "RuleCasesItemFacts",
    "RuleFactsItem",
    "RuleParameters",
    "RuleResult",
    "Rules",
    "Severity",
    "Side",
    "SnapshotMessage",
    "SnapshotMessageData",
    "SnapshotMessageDataPnlItem",
    "TimeInForce",
    "Trip",
    "Violation",
)
