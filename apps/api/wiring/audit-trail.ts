/** What a feature names in @Inject to get the AuditTrail: an interface has no name of its own when it runs. */
export const AUDIT_TRAIL = Symbol('AuditTrail');
