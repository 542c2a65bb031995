import { RiskConfiguration1795478400000 } from './1795478400000-RiskConfiguration.js';
import { TradingHistory1795478401000 } from './1795478401000-TradingHistory.js';
import { Seed1795478402000 } from './1795478402000-Seed.js';
import { PaperExchange1795478403000 } from './1795478403000-PaperExchange.js';
import { DurableProcesses1795478404000 } from './1795478404000-DurableProcesses.js';
import { OrderEventsByTime1795478500000 } from './1795478500000-OrderEventsByTime.js';
import { GateLog1795478600000 } from './1795478600000-GateLog.js';
import { LimitValues1795478650000 } from './1795478650000-LimitValues.js';
import { LimitChoices1795480200000 } from './1795480200000-LimitChoices.js';
import { HistoryByMonth1795480300000 } from './1795480300000-HistoryByMonth.js';
import { PnlPoints1795480400000 } from './1795480400000-PnlPoints.js';
import { AuditOutbox1795480410000 } from './1795480410000-AuditOutbox.js';
import { AuditChain1795480420000 } from './1795480420000-AuditChain.js';
import { Access1795480430000 } from './1795480430000-Access.js';
import { AlertCounts1795480440000 } from './1795480440000-AlertCounts.js';
import { ScopedLimits1795480500000 } from './1795480500000-ScopedLimits.js';
import { AlpacaJournal1795480900000 } from './1795480900000-AlpacaJournal.js';
import { Amendments1795481000000 } from './1795481000000-Amendments.js';
import { OrderWishes1795481100000 } from './1795481100000-OrderWishes.js';
import { SeedInstruments1795482000000 } from './1795482000000-SeedInstruments.js';
import { AlertDelivery1795483000000 } from './1795483000000-AlertDelivery.js';
import { AlertGroupLast1795483100000 } from './1795483100000-AlertGroupLast.js';
import { DailyReports1795483200000 } from './1795483200000-DailyReports.js';
import { SoftLimits1795500000000 } from './1795500000000-SoftLimits.js';
import { DaySamples1795600000000 } from './1795600000000-DaySamples.js';
import { AcknowledgeMessages1795600100000 } from './1795600100000-AcknowledgeMessages.js';
import { BrokerActivities1795700000000 } from './1795700000000-BrokerActivities.js';
import { DayOrderEnds1795800000000 } from './1795800000000-DayOrderEnds.js';
import { ActivityChanges1796000000000 } from './1796000000000-ActivityChanges.js';
import { MessageTemplates1796050000000 } from './1796050000000-MessageTemplates.js';
import { Contracts1796100000000 } from './1796100000000-Contracts.js';
import { OneCancelsOther1796200000000 } from './1796200000000-OneCancelsOther.js';

/** All migrations, oldest first. Append only: one that was released is never changed. */
export const MIGRATIONS = [
  RiskConfiguration1795478400000,
  TradingHistory1795478401000,
  Seed1795478402000,
  PaperExchange1795478403000,
  DurableProcesses1795478404000,
  OrderEventsByTime1795478500000,
  GateLog1795478600000,
  LimitValues1795478650000,
  LimitChoices1795480200000,
  HistoryByMonth1795480300000,
  PnlPoints1795480400000,
  AuditOutbox1795480410000,
  AuditChain1795480420000,
  Access1795480430000,
  AlertCounts1795480440000,
  ScopedLimits1795480500000,
  AlpacaJournal1795480900000,
  Amendments1795481000000,
  OrderWishes1795481100000,
  SeedInstruments1795482000000,
  AlertDelivery1795483000000,
  AlertGroupLast1795483100000,
  DailyReports1795483200000,
  SoftLimits1795500000000,
  DaySamples1795600000000,
  AcknowledgeMessages1795600100000,
  BrokerActivities1795700000000,
  DayOrderEnds1795800000000,
  ActivityChanges1796000000000,
  MessageTemplates1796050000000,
  Contracts1796100000000,
  OneCancelsOther1796200000000,
];
