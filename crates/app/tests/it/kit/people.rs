//! The people of the installation.

use huiyin_app::App;
use huiyin_core::{AccountId, Role, StaffActor, UnitId};
use huiyin_store::NewAccount;

pub(crate) struct People {
    pub(crate) desk: UnitId,
    /// The unit that leads.
    pub(crate) rights: UnitId,
    /// The unit that supports.
    pub(crate) legal_aid: UnitId,
    pub(crate) clerk: StaffActor,
    pub(crate) second_clerk: StaffActor,
    pub(crate) supervisor: StaffActor,
    pub(crate) leader: StaffActor,
    pub(crate) publisher: StaffActor,
    pub(crate) archivist: StaffActor,
    pub(crate) admin: StaffActor,
    pub(crate) liaison: StaffActor,
    pub(crate) handler: StaffActor,
    pub(crate) head: StaffActor,
    pub(crate) assistant: StaffActor,
    pub(crate) outsider: StaffActor,
}

/// Whether the people have accounts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Staffing {
    Full,
    Nobody,
}

impl People {
    pub(crate) async fn hire(app: &App, staffing: Staffing) -> Self {
        let directory = app.directory();
        let unit = |code: &str| directory.unit_named(code).unwrap();
        let (desk, rights, legal_aid, women) = (
            unit("desk"),
            unit("rights"),
            unit("legal-aid"),
            unit("women"),
        );
        let hire = |username, unit, role| hire(app, staffing, username, unit, role);
        Self {
            desk,
            rights,
            legal_aid,
            clerk: hire("clerk", desk, Role::Clerk).await,
            second_clerk: hire("second", desk, Role::Clerk).await,
            supervisor: hire("supervisor", desk, Role::Supervisor).await,
            leader: hire("leader", desk, Role::Leader).await,
            publisher: hire("publisher", desk, Role::Publisher).await,
            archivist: hire("archivist", desk, Role::Archivist).await,
            admin: hire("keeper", desk, Role::SystemAdmin).await,
            liaison: hire("liaison", rights, Role::Liaison).await,
            handler: hire("handler", rights, Role::Handler).await,
            head: hire("head", rights, Role::Head).await,
            assistant: hire("assistant", legal_aid, Role::Handler).await,
            outsider: hire("outsider", women, Role::Head).await,
        }
    }
}

async fn hire(
    app: &App,
    staffing: Staffing,
    username: &'static str,
    unit: UnitId,
    role: Role,
) -> StaffActor {
    let account = match staffing {
        Staffing::Full => insert(app, username, unit, role).await,
        Staffing::Nobody => AccountId(0),
    };
    StaffActor {
        account,
        name: format!("工作人员{username}"),
        unit,
        roles: vec![role],
    }
}

/// An account that nobody signs in to: hashing fifteen passwords for every test would take longer
/// than the tests.
async fn insert(app: &App, username: &'static str, unit: UnitId, role: Role) -> AccountId {
    let created_at = app.now();
    app.store()
        .write(move |tx| {
            let new = NewAccount {
                username: username.to_owned(),
                name: format!("工作人员{username}"),
                unit,
                roles: vec![role],
                password_hash: "$argon2id$".to_owned(),
                must_change_password: false,
                created_at,
            };
            Box::pin(async move { tx.insert_account(new).await })
        })
        .await
        .unwrap()
}
