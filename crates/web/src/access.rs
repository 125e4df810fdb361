//! Who may reach a route. The table of all routes is held against a written copy by a test.

use huiyin_core::Role;

/// Who may reach a route; what they may do to an item is decided by the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Whoever holds the query code that stands in the address.
    CodeHolder,
    /// Any signed-in member of staff.
    SignedIn,
    /// Staff with one of these roles.
    AnyOf(&'static [Role]),
}

/// Everybody who works on items; administrators do not (DOMAIN 6).
pub(crate) const ITEM_ROLES: &[Role] = &[
    Role::Registrar,
    Role::Clerk,
    Role::Liaison,
    Role::Handler,
    Role::Head,
    Role::Supervisor,
    Role::Leader,
    Role::Caller,
    Role::Publisher,
    Role::Reporter,
    Role::Archivist,
];
pub(crate) const REGISTRARS: &[Role] = &[Role::Registrar, Role::Clerk];
pub(crate) const ACCOUNT_ADMINS: &[Role] = &[Role::SystemAdmin, Role::SecurityAdmin];
pub(crate) const ORGANISATION_KEEPERS: &[Role] = &[Role::SystemAdmin];
pub(crate) const STATISTICS_READERS: &[Role] = huiyin_app::statistics::READERS;
pub(crate) const CALENDAR_KEEPERS: &[Role] = &[Role::SystemAdmin];
/// 征集活动.
pub(crate) const CAMPAIGN_KEEPERS: &[Role] = &[Role::Clerk, Role::Publisher];
pub(crate) const ROUTING_KEEPERS: &[Role] = &[Role::Clerk, Role::SystemAdmin];
pub(crate) const PUBLISHERS: &[Role] = &[Role::Publisher];
pub(crate) const ARCHIVISTS: &[Role] = &[Role::Archivist];
pub(crate) const MAILBOX_KEEPERS: &[Role] = huiyin_app::desk::MAILBOX_KEEPERS;
pub(crate) const WORDING_KEEPERS: &[Role] = &[Role::SystemAdmin];
pub(crate) const HEALTH_READERS: &[Role] = &[
    Role::SystemAdmin,
    Role::SecurityAdmin,
    Role::AuditAdmin,
    Role::Supervisor,
    Role::Leader,
];
