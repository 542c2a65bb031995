"""Contains all the data models used in inputs/outputs"""

from .about import About
from .accepted import Accepted
from .accepted_order import AcceptedOrder
from .account import Account
from .account_opened import AccountOpened
from .account_usage_item import AccountUsageItem
from .account_usage_item_unit import AccountUsageItemUnit
from .accounts import Accounts
from .acknowledged import Acknowledged
from .acknowledgement_link import AcknowledgementLink
from .adoption import Adoption
from .alert import Alert
from .alert_channel import AlertChannel
from .alert_channel_change import AlertChannelChange
from .alert_channel_kind import AlertChannelKind
from .alert_channel_templates import AlertChannelTemplates
from .alert_channels import AlertChannels
from .alert_deliveries import AlertDeliveries
from .alert_delivery import AlertDelivery
from .alert_delivery_attempts_item import AlertDeliveryAttemptsItem
from .alert_delivery_attempts_item_outcome import AlertDeliveryAttemptsItemOutcome
from .alert_delivery_kind import AlertDeliveryKind
from .alert_delivery_state import AlertDeliveryState
from .alert_route import AlertRoute
from .alert_route_change import AlertRouteChange
from .alert_route_change_types_item import AlertRouteChangeTypesItem
from .alert_routes import AlertRoutes
from .alert_test import AlertTest
from .alerts import Alerts
from .allow_lists import AllowLists
from .allow_lists_allow_lists_item import AllowListsAllowListsItem
from .amend import Amend
from .amendment import Amendment
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
from .cash_moved import CashMoved
from .check import Check
from .check_state import CheckState
from .check_state_breaker_mode import CheckStateBreakerMode
from .circuit_breaker_message import CircuitBreakerMessage
from .circuit_breaker_message_data import CircuitBreakerMessageData
from .close_session_cancel import CloseSessionCancel
from .confirmation import Confirmation
from .daily_pnl import DailyPnl
from .daily_pnl_history import DailyPnlHistory
from .daily_pnl_history_points_item import DailyPnlHistoryPointsItem
from .daily_report import DailyReport
from .decision import Decision
from .decision_facts_type_0_item import DecisionFactsType0Item
from .decision_request import DecisionRequest
from .decision_state import DecisionState
from .decision_state_breaker_mode import DecisionStateBreakerMode
from .done import Done
from .effective_limits import EffectiveLimits
from .effective_limits_limits_item import EffectiveLimitsLimitsItem
from .email_channel import EmailChannel
from .email_channel_security import EmailChannelSecurity
from .ended import Ended
from .error_message import ErrorMessage
from .error_message_data import ErrorMessageData
from .fill import Fill
from .fills import Fills
from .firm import Firm
from .firm_account import FirmAccount
from .firm_account_breaker import FirmAccountBreaker
from .firm_account_nearest_type_0 import FirmAccountNearestType0
from .firm_account_nearest_type_0_unit import FirmAccountNearestType0Unit
from .firm_firm_type_0 import FirmFirmType0
from .firm_firm_type_0_nearest_type_0 import FirmFirmType0NearestType0
from .firm_firm_type_0_nearest_type_0_unit import FirmFirmType0NearestType0Unit
from .get_firm_direction import GetFirmDirection
from .get_firm_sort import GetFirmSort
from .grant import Grant
from .halt import Halt
from .halts import Halts
from .halts_halts_item import HaltsHaltsItem
from .hear_session_response_200 import HearSessionResponse200
from .heartbeat import Heartbeat
from .heartbeats import Heartbeats
from .heartbeats_heartbeats_item import HeartbeatsHeartbeatsItem
from .impact import Impact
from .impact_by_code_item import ImpactByCodeItem
from .impact_examples_item import ImpactExamplesItem
from .instruments import Instruments
from .instruments_csv import InstrumentsCsv
from .instruments_instruments_item import InstrumentsInstrumentsItem
from .instruments_instruments_item_fields import InstrumentsInstrumentsItemFields
from .kept_alert_channel import KeptAlertChannel
from .key import Key
from .key_rotation import KeyRotation
from .key_secrets_item import KeySecretsItem
from .keys import Keys
from .limit_change import LimitChange
from .limit_changes import LimitChanges
from .limit_scopes import LimitScopes
from .limit_scopes_scopes_item import LimitScopesScopesItem
from .limit_scopes_scopes_item_limits import LimitScopesScopesItemLimits
from .limits import Limits
from .limits_account_type import LimitsAccountType
from .limits_change import LimitsChange
from .limits_change_account_type import LimitsChangeAccountType
from .limits_change_daily_loss_mode import LimitsChangeDailyLossMode
from .limits_change_daily_loss_on_trip import LimitsChangeDailyLossOnTrip
from .limits_change_extended_hours import LimitsChangeExtendedHours
from .limits_change_hard_to_borrow import LimitsChangeHardToBorrow
from .limits_change_maintenance_margin import LimitsChangeMaintenanceMargin
from .limits_change_market_halt_test import LimitsChangeMarketHaltTest
from .limits_change_position_flip import LimitsChangePositionFlip
from .limits_change_relock_daily import LimitsChangeRelockDaily
from .limits_change_require_strategy import LimitsChangeRequireStrategy
from .limits_change_self_trade import LimitsChangeSelfTrade
from .limits_change_short_locate import LimitsChangeShortLocate
from .limits_change_short_locate_easy import LimitsChangeShortLocateEasy
from .limits_change_short_price_test import LimitsChangeShortPriceTest
from .limits_change_short_selling import LimitsChangeShortSelling
from .limits_changed_message import LimitsChangedMessage
from .limits_changed_message_data import LimitsChangedMessageData
from .limits_changed_message_data_changes_item import (
    LimitsChangedMessageDataChangesItem,
)
from .limits_daily_loss_on_trip import LimitsDailyLossOnTrip
from .limits_extended_hours import LimitsExtendedHours
from .limits_hard_to_borrow import LimitsHardToBorrow
from .limits_maintenance_margin import LimitsMaintenanceMargin
from .limits_market_halt_test import LimitsMarketHaltTest
from .limits_position_flip import LimitsPositionFlip
from .limits_relock_daily import LimitsRelockDaily
from .limits_require_strategy import LimitsRequireStrategy
from .limits_self_trade import LimitsSelfTrade
from .limits_short_locate import LimitsShortLocate
from .limits_short_locate_easy import LimitsShortLocateEasy
from .limits_short_price_test import LimitsShortPriceTest
from .limits_short_selling import LimitsShortSelling
from .limits_to_try import LimitsToTry
from .limits_to_try_account_type import LimitsToTryAccountType
from .limits_to_try_daily_loss_mode import LimitsToTryDailyLossMode
from .limits_to_try_daily_loss_on_trip import LimitsToTryDailyLossOnTrip
from .limits_to_try_extended_hours import LimitsToTryExtendedHours
from .limits_to_try_hard_to_borrow import LimitsToTryHardToBorrow
from .limits_to_try_maintenance_margin import LimitsToTryMaintenanceMargin
from .limits_to_try_market_halt_test import LimitsToTryMarketHaltTest
from .limits_to_try_position_flip import LimitsToTryPositionFlip
from .limits_to_try_relock_daily import LimitsToTryRelockDaily
from .limits_to_try_require_strategy import LimitsToTryRequireStrategy
from .limits_to_try_self_trade import LimitsToTrySelfTrade
from .limits_to_try_short_locate import LimitsToTryShortLocate
from .limits_to_try_short_locate_easy import LimitsToTryShortLocateEasy
from .limits_to_try_short_price_test import LimitsToTryShortPriceTest
from .limits_to_try_short_selling import LimitsToTryShortSelling
from .limits_to_try_symbols import LimitsToTrySymbols
from .limits_to_try_symbols_additional_property import (
    LimitsToTrySymbolsAdditionalProperty,
)
from .link_acknowledgement import LinkAcknowledgement
from .link_opening import LinkOpening
from .linked_alert import LinkedAlert
from .list_ import List
from .list_alert_deliveries_state import ListAlertDeliveriesState
from .list_orders_direction import ListOrdersDirection
from .list_orders_sort import ListOrdersSort
from .live import Live
from .live_status import LiveStatus
from .locate import Locate
from .locates import Locates
from .lock import Lock
from .locks import Locks
from .locks_locks_item import LocksLocksItem
from .me import Me
from .me_auth import MeAuth
from .message_templates import MessageTemplates
from .mode import Mode
from .new_account import NewAccount
from .new_acknowledgement import NewAcknowledgement
from .new_adoption import NewAdoption
from .new_alert_channel import NewAlertChannel
from .new_allow_list import NewAllowList
from .new_cash_movement import NewCashMovement
from .new_cash_movement_what import NewCashMovementWhat
from .new_halt import NewHalt
from .new_heartbeat import NewHeartbeat
from .new_heartbeat_timeout_seconds_type_0 import NewHeartbeatTimeoutSecondsType0
from .new_instrument import NewInstrument
from .new_key import NewKey
from .new_key_scopes_item import NewKeyScopesItem
from .new_locate import NewLocate
from .new_lock import NewLock
from .new_mode import NewMode
from .new_order import NewOrder
from .new_order_list import NewOrderList
from .new_override import NewOverride
from .new_override_codes_item import NewOverrideCodesItem
from .new_paper_quote import NewPaperQuote
from .new_passkey import NewPasskey
from .new_passkey_response import NewPasskeyResponse
from .new_passkey_response_response import NewPasskeyResponseResponse
from .new_passkey_response_type import NewPasskeyResponseType
from .new_permission import NewPermission
from .new_reset import NewReset
from .new_restriction import NewRestriction
from .new_restriction_mode import NewRestrictionMode
from .new_session import NewSession
from .new_split import NewSplit
from .new_strategy import NewStrategy
from .new_time_window import NewTimeWindow
from .new_time_window_anchor import NewTimeWindowAnchor
from .new_time_window_mode import NewTimeWindowMode
from .new_totp import NewTotp
from .new_trip import NewTrip
from .new_user import NewUser
from .new_user_roles_item import NewUserRolesItem
from .new_user_roles_item_role import NewUserRolesItemRole
from .new_warn_only import NewWarnOnly
from .new_warn_only_code import NewWarnOnlyCode
from .one_time_link import OneTimeLink
from .open_session_response_201 import OpenSessionResponse201
from .open_sessions import OpenSessions
from .open_sessions_sessions_item import OpenSessionsSessionsItem
from .options import Options
from .options_options import OptionsOptions
from .order import Order
from .order_amending_type_0 import OrderAmendingType0
from .order_session_message import OrderSessionMessage
from .order_session_message_data import OrderSessionMessageData
from .order_status import OrderStatus
from .order_type import OrderType
from .order_update_message import OrderUpdateMessage
from .order_update_message_data import OrderUpdateMessageData
from .orders import Orders
from .override_agreement import OverrideAgreement
from .override_decline import OverrideDecline
from .override_request import OverrideRequest
from .override_request_state import OverrideRequestState
from .override_requests import OverrideRequests
from .overrides import Overrides
from .overrides_overrides_item import OverridesOverridesItem
from .pager_duty_channel import PagerDutyChannel
from .paper_quote import PaperQuote
from .passkey_sign_in import PasskeySignIn
from .passkey_sign_in_response import PasskeySignInResponse
from .passkey_sign_in_response_response import PasskeySignInResponseResponse
from .passkey_sign_in_response_type import PasskeySignInResponseType
from .passkeys import Passkeys
from .passkeys_passkeys_item import PasskeysPasskeysItem
from .password_change import PasswordChange
from .permissions import Permissions
from .permissions_permissions_item import PermissionsPermissionsItem
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
from .quiet_hours import QuietHours
from .quotes import Quotes
from .quotes_quotes_item import QuotesQuotesItem
from .ready import Ready
from .ready_gate import ReadyGate
from .ready_status import ReadyStatus
from .reconciliation import Reconciliation
from .reconciliation_accounts_item import ReconciliationAccountsItem
from .reconciliation_accounts_item_differences_type_0_item import (
    ReconciliationAccountsItemDifferencesType0Item,
)
from .reconciliation_accounts_item_differences_type_0_item_field import (
    ReconciliationAccountsItemDifferencesType0ItemField,
)
from .remove_scoped_limits_limit import RemoveScopedLimitsLimit
from .removed import Removed
from .report_table import ReportTable
from .report_table_columns_item import ReportTableColumnsItem
from .report_table_columns_item_unit import ReportTableColumnsItemUnit
from .reset import Reset
from .restrictions import Restrictions
from .restrictions_restrictions_item import RestrictionsRestrictionsItem
from .restrictions_restrictions_item_mode import RestrictionsRestrictionsItemMode
from .resumed_message import ResumedMessage
from .resumed_message_data import ResumedMessageData
from .revoked import Revoked
from .risk_alert_message import RiskAlertMessage
from .risk_alert_message_data import RiskAlertMessageData
from .roles_change import RolesChange
from .roles_change_roles_item import RolesChangeRolesItem
from .roles_change_roles_item_role import RolesChangeRolesItemRole
from .rule import Rule
from .rule_cases_item import RuleCasesItem
from .rule_cases_item_facts import RuleCasesItemFacts
from .rule_facts_item import RuleFactsItem
from .rule_parameters import RuleParameters
from .rule_result import RuleResult
from .rules import Rules
from .scoped_limits import ScopedLimits
from .scoped_limits_change import ScopedLimitsChange
from .scoped_limits_change_account_type import ScopedLimitsChangeAccountType
from .scoped_limits_change_broker_credit_mode import ScopedLimitsChangeBrokerCreditMode
from .scoped_limits_change_broker_credit_on_breach import (
    ScopedLimitsChangeBrokerCreditOnBreach,
)
from .scoped_limits_change_daily_loss_mode import ScopedLimitsChangeDailyLossMode
from .scoped_limits_change_daily_loss_on_trip import ScopedLimitsChangeDailyLossOnTrip
from .scoped_limits_change_extended_hours import ScopedLimitsChangeExtendedHours
from .scoped_limits_change_hard_to_borrow import ScopedLimitsChangeHardToBorrow
from .scoped_limits_change_maintenance_margin import ScopedLimitsChangeMaintenanceMargin
from .scoped_limits_change_market_halt_test import ScopedLimitsChangeMarketHaltTest
from .scoped_limits_change_position_flip import ScopedLimitsChangePositionFlip
from .scoped_limits_change_relock_daily import ScopedLimitsChangeRelockDaily
from .scoped_limits_change_require_strategy import ScopedLimitsChangeRequireStrategy
from .scoped_limits_change_self_trade import ScopedLimitsChangeSelfTrade
from .scoped_limits_change_short_locate import ScopedLimitsChangeShortLocate
from .scoped_limits_change_short_locate_easy import ScopedLimitsChangeShortLocateEasy
from .scoped_limits_change_short_price_test import ScopedLimitsChangeShortPriceTest
from .scoped_limits_change_short_selling import ScopedLimitsChangeShortSelling
from .scoped_limits_limits import ScopedLimitsLimits
from .session import Session
from .session_closed import SessionClosed
from .sessions import Sessions
from .set_up import SetUp
from .set_up_done import SetUpDone
from .set_up_kind import SetUpKind
from .setting_up import SettingUp
from .severity import Severity
from .shown_key import ShownKey
from .side import Side
from .sign_in import SignIn
from .signed_in import SignedIn
from .slack_channel import SlackChannel
from .snapshot_message import SnapshotMessage
from .snapshot_message_data import SnapshotMessageData
from .snapshot_message_data_alerts_item import SnapshotMessageDataAlertsItem
from .snapshot_message_data_pnl_item import SnapshotMessageDataPnlItem
from .split import Split
from .strategies import Strategies
from .strategies_strategies_item import StrategiesStrategiesItem
from .ticket import Ticket
from .time_in_force import TimeInForce
from .time_windows import TimeWindows
from .time_windows_windows_item import TimeWindowsWindowsItem
from .time_windows_windows_item_anchor import TimeWindowsWindowsItemAnchor
from .time_windows_windows_item_mode import TimeWindowsWindowsItemMode
from .trip import Trip
from .user import User
from .users import Users
from .violation import Violation
from .warnings import Warnings
from .warnings_warn_only_item import WarningsWarnOnlyItem
from .ways_to_sign_in import WaysToSignIn
from .ways_to_sign_in_auth import WaysToSignInAuth
from .webhook_channel import WebhookChannel

__all__ = (
    "About",
    "Accepted",
    "AcceptedOrder",
    "Account",
    "AccountOpened",
    "AccountUsageItem",
    "AccountUsageItemUnit",
    "Accounts",
    "Acknowledged",
    "AcknowledgementLink",
    "Adoption",
    "Alert",
    "AlertChannel",
    "AlertChannelChange",
    "AlertChannelKind",
    "AlertChannelTemplates",
    "AlertChannels",
    "AlertDeliveries",
    "AlertDelivery",
    "AlertDeliveryAttemptsItem",
    "AlertDeliveryAttemptsItemOutcome",
    "AlertDeliveryKind",
    "AlertDeliveryState",
    "AlertRoute",
    "AlertRouteChange",
    "AlertRouteChangeTypesItem",
    "AlertRoutes",
    "AlertTest",
    "Alerts",
    "AllowLists",
    "AllowListsAllowListsItem",
    "Amend",
    "Amendment",
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
    "CashMoved",
    "Check",
    "CheckState",
    "CheckStateBreakerMode",
    "CircuitBreakerMessage",
    "CircuitBreakerMessageData",
    "CloseSessionCancel",
    "Confirmation",
    "DailyPnl",
    "DailyPnlHistory",
    "DailyPnlHistoryPointsItem",
    "DailyReport",
    "Decision",
    "DecisionFactsType0Item",
    "DecisionRequest",
    "DecisionState",
    "DecisionStateBreakerMode",
    "Done",
    "EffectiveLimits",
    "EffectiveLimitsLimitsItem",
    "EmailChannel",
    "EmailChannelSecurity",
    "Ended",
    "ErrorMessage",
    "ErrorMessageData",
    "Fill",
    "Fills",
    "Firm",
    "FirmAccount",
    "FirmAccountBreaker",
    "FirmAccountNearestType0",
    "FirmAccountNearestType0Unit",
    "FirmFirmType0",
    "FirmFirmType0NearestType0",
    "FirmFirmType0NearestType0Unit",
    "GetFirmDirection",
    "GetFirmSort",
    "Grant",
    "Halt",
    "Halts",
    "HaltsHaltsItem",
    "HearSessionResponse200",
    "Heartbeat",
    "Heartbeats",
    "HeartbeatsHeartbeatsItem",
    "Impact",
    "ImpactByCodeItem",
    "ImpactExamplesItem",
    "Instruments",
    "InstrumentsCsv",
    "InstrumentsInstrumentsItem",
    "InstrumentsInstrumentsItemFields",
    "KeptAlertChannel",
    "Key",
    "KeyRotation",
    "KeySecretsItem",
    "Keys",
    "LimitChange",
    "LimitChanges",
    "LimitScopes",
    "LimitScopesScopesItem",
    "LimitScopesScopesItemLimits",
    "Limits",
    "LimitsAccountType",
    "LimitsChange",
    "LimitsChangeAccountType",
    "LimitsChangeDailyLossMode",
    "LimitsChangeDailyLossOnTrip",
    "LimitsChangeExtendedHours",
    "LimitsChangeHardToBorrow",
    "LimitsChangeMaintenanceMargin",
    "LimitsChangeMarketHaltTest",
    "LimitsChangePositionFlip",
    "LimitsChangeRelockDaily",
    "LimitsChangeRequireStrategy",
    "LimitsChangeSelfTrade",
    "LimitsChangeShortLocate",
    "LimitsChangeShortLocateEasy",
    "LimitsChangeShortPriceTest",
    "LimitsChangeShortSelling",
    "LimitsChangedMessage",
    "LimitsChangedMessageData",
    "LimitsChangedMessageDataChangesItem",
    "LimitsDailyLossOnTrip",
    "LimitsExtendedHours",
    "LimitsHardToBorrow",
    "LimitsMaintenanceMargin",
    "LimitsMarketHaltTest",
    "LimitsPositionFlip",
    "LimitsRelockDaily",
    "LimitsRequireStrategy",
    "LimitsSelfTrade",
    "LimitsShortLocate",
    "LimitsShortLocateEasy",
    "LimitsShortPriceTest",
    "LimitsShortSelling",
    "LimitsToTry",
    "LimitsToTryAccountType",
    "LimitsToTryDailyLossMode",
    "LimitsToTryDailyLossOnTrip",
    "LimitsToTryExtendedHours",
    "LimitsToTryHardToBorrow",
    "LimitsToTryMaintenanceMargin",
    "LimitsToTryMarketHaltTest",
    "LimitsToTryPositionFlip",
    "LimitsToTryRelockDaily",
    "LimitsToTryRequireStrategy",
    "LimitsToTrySelfTrade",
    "LimitsToTryShortLocate",
    "LimitsToTryShortLocateEasy",
    "LimitsToTryShortPriceTest",
    "LimitsToTryShortSelling",
    "LimitsToTrySymbols",
    "LimitsToTrySymbolsAdditionalProperty",
    "LinkAcknowledgement",
    "LinkOpening",
    "LinkedAlert",
    "List",
    "ListAlertDeliveriesState",
    "ListOrdersDirection",
    "ListOrdersSort",
    "Live",
    "LiveStatus",
    "Locate",
    "Locates",
    "Lock",
    "Locks",
    "LocksLocksItem",
    "Me",
    "MeAuth",
    "MessageTemplates",
    "Mode",
    "NewAccount",
    "NewAcknowledgement",
    "NewAdoption",
    "NewAlertChannel",
    "NewAllowList",
    "NewCashMovement",
    "NewCashMovementWhat",
    "NewHalt",
    "NewHeartbeat",
    "NewHeartbeatTimeoutSecondsType0",
    "NewInstrument",
    "NewKey",
    "NewKeyScopesItem",
    "NewLocate",
    "NewLock",
    "NewMode",
    "NewOrder",
    "NewOrderList",
    "NewOverride",
    "NewOverrideCodesItem",
    "NewPaperQuote",
    "NewPasskey",
    "NewPasskeyResponse",
    "NewPasskeyResponseResponse",
    "NewPasskeyResponseType",
    "NewPermission",
    "NewReset",
    "NewRestriction",
    "NewRestrictionMode",
    "NewSession",
    "NewSplit",
    "NewStrategy",
    "NewTimeWindow",
    "NewTimeWindowAnchor",
    "NewTimeWindowMode",
    "NewTotp",
    "NewTrip",
    "NewUser",
    "NewUserRolesItem",
    "NewUserRolesItemRole",
    "NewWarnOnly",
    "NewWarnOnlyCode",
    "OneTimeLink",
    "OpenSessionResponse201",
    "OpenSessions",
    "OpenSessionsSessionsItem",
    "Options",
    "OptionsOptions",
    "Order",
    "OrderAmendingType0",
    "OrderSessionMessage",
    "OrderSessionMessageData",
    "OrderStatus",
    "OrderType",
    "OrderUpdateMessage",
    "OrderUpdateMessageData",
    "Orders",
    "OverrideAgreement",
    "OverrideDecline",
    "OverrideRequest",
    "OverrideRequestState",
    "OverrideRequests",
    "Overrides",
    "OverridesOverridesItem",
    "PagerDutyChannel",
    "PaperQuote",
    "PasskeySignIn",
    "PasskeySignInResponse",
    "PasskeySignInResponseResponse",
    "PasskeySignInResponseType",
    "Passkeys",
    "PasskeysPasskeysItem",
    "PasswordChange",
    "Permissions",
    "PermissionsPermissionsItem",
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
    "QuietHours",
    "Quotes",
    "QuotesQuotesItem",
    "Ready",
    "ReadyGate",
    "ReadyStatus",
    "Reconciliation",
    "ReconciliationAccountsItem",
    "ReconciliationAccountsItemDifferencesType0Item",
    "ReconciliationAccountsItemDifferencesType0ItemField",
    "RemoveScopedLimitsLimit",
    "Removed",
    "ReportTable",
    "ReportTableColumnsItem",
    "ReportTableColumnsItemUnit",
    "Reset",
    "Restrictions",
    "RestrictionsRestrictionsItem",
    "RestrictionsRestrictionsItemMode",
    "ResumedMessage",
    "ResumedMessageData",
    "Revoked",
    "RiskAlertMessage",
    "RiskAlertMessageData",
    "RolesChange",
    "RolesChangeRolesItem",
    "RolesChangeRolesItemRole",
    "Rule",
    "RuleCasesItem",
    "RuleCasesItemFacts",
    "RuleFactsItem",
    "RuleParameters",
    "RuleResult",
    "Rules",
    "ScopedLimits",
    "ScopedLimitsChange",
    "ScopedLimitsChangeAccountType",
    "ScopedLimitsChangeBrokerCreditMode",
    "ScopedLimitsChangeBrokerCreditOnBreach",
    "ScopedLimitsChangeDailyLossMode",
    "ScopedLimitsChangeDailyLossOnTrip",
    "ScopedLimitsChangeExtendedHours",
    "ScopedLimitsChangeHardToBorrow",
    "ScopedLimitsChangeMaintenanceMargin",
    "ScopedLimitsChangeMarketHaltTest",
    "ScopedLimitsChangePositionFlip",
    "ScopedLimitsChangeRelockDaily",
    "ScopedLimitsChangeRequireStrategy",
    "ScopedLimitsChangeSelfTrade",
    "ScopedLimitsChangeShortLocate",
    "ScopedLimitsChangeShortLocateEasy",
    "ScopedLimitsChangeShortPriceTest",
    "ScopedLimitsChangeShortSelling",
    "ScopedLimitsLimits",
    "Session",
    "SessionClosed",
    "Sessions",
    "SetUp",
    "SetUpDone",
    "SetUpKind",
    "SettingUp",
    "Severity",
    "ShownKey",
    "Side",
    "SignIn",
    "SignedIn",
    "SlackChannel",
    "SnapshotMessage",
    "SnapshotMessageData",
    "SnapshotMessageDataAlertsItem",
    "SnapshotMessageDataPnlItem",
    "Split",
    "Strategies",
    "StrategiesStrategiesItem",
    "Ticket",
    "TimeInForce",
    "TimeWindows",
    "TimeWindowsWindowsItem",
    "TimeWindowsWindowsItemAnchor",
    "TimeWindowsWindowsItemMode",
    "Trip",
    "User",
    "Users",
    "Violation",
    "Warnings",
    "WarningsWarnOnlyItem",
    "WaysToSignIn",
    "WaysToSignInAuth",
    "WebhookChannel",
)
