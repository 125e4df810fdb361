//! The access table, written a second time: whoever adds a route has to say here, in words of
//! their own, who may reach it; and every role knocks at every door.

use std::collections::BTreeSet;

use huiyin_core::Role;
use huiyin_tests::installation::Installation;
use huiyin_tests::staff::Staff;
use huiyin_tests::visitor::submit;
use huiyin_web::{Access, access_table};

/// Who may reach a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum May {
    Anybody,
    CodeHolder,
    AnyStaff,
    /// Everybody who works on items: all but the three administrators.
    ItemWorkers,
    Registrars,
    MailboxKeepers,
    WordingKeepers,
    AccountAdmins,
    HealthReaders,
    CalendarKeepers,
    RoutingKeepers,
    CampaignKeepers,
    StatisticsReaders,
    Publishers,
    Archivists,
}

impl May {
    fn admits(self, role: Role) -> bool {
        match self {
            Self::Anybody | Self::CodeHolder | Self::AnyStaff => true,
            Self::ItemWorkers => !role.is_administrator(),
            Self::Registrars => matches!(role, Role::Registrar | Role::Clerk),
            Self::AccountAdmins => matches!(role, Role::SystemAdmin | Role::SecurityAdmin),
            Self::StatisticsReaders => matches!(
                role,
                Role::Clerk | Role::Head | Role::Supervisor | Role::Leader | Role::Reporter
            ),
            Self::MailboxKeepers => {
                matches!(role, Role::SystemAdmin | Role::Registrar | Role::Clerk)
            }
            Self::CalendarKeepers | Self::WordingKeepers => role == Role::SystemAdmin,
            Self::RoutingKeepers => matches!(role, Role::Clerk | Role::SystemAdmin),
            Self::CampaignKeepers => matches!(role, Role::Clerk | Role::Publisher),
            Self::Publishers => role == Role::Publisher,
            Self::Archivists => role == Role::Archivist,
            Self::HealthReaders => {
                role.is_administrator() || matches!(role, Role::Supervisor | Role::Leader)
            }
        }
    }

    fn says_the_same_as(self, access: Access) -> bool {
        match (self, access) {
            (Self::Anybody, Access::Public)
            | (Self::CodeHolder, Access::CodeHolder)
            | (Self::AnyStaff, Access::SignedIn) => true,
            (_, Access::AnyOf(roles)) => {
                !matches!(self, Self::Anybody | Self::CodeHolder | Self::AnyStaff)
                    && Role::ALL
                        .iter()
                        .all(|role| self.admits(*role) == roles.contains(role))
            }
            (_, Access::Public | Access::CodeHolder | Access::SignedIn) => false,
        }
    }
}

const ROUTES: &[(&str, &str, May)] = &[
    ("GET", "/assets/{file}", May::Anybody),
    ("GET", "/healthz", May::Anybody),
    ("GET", "/", May::Anybody),
    ("GET", "/privacy", May::Anybody),
    ("GET", "/public", May::Anybody),
    ("GET", "/public/{id}", May::Anybody),
    ("GET", "/public/{id}/files/{no}", May::Anybody),
    ("GET", "/submit", May::Anybody),
    ("GET", "/c/{code}", May::Anybody),
    ("POST", "/submit", May::Anybody),
    ("GET", "/track", May::Anybody),
    ("POST", "/track", May::Anybody),
    ("GET", "/t/{code}", May::CodeHolder),
    ("GET", "/t/{code}/files/{id}", May::CodeHolder),
    ("POST", "/t/{code}/supplement", May::CodeHolder),
    ("POST", "/t/{code}/rate", May::CodeHolder),
    ("POST", "/t/{code}/review", May::CodeHolder),
    ("POST", "/t/{code}/consent", May::CodeHolder),
    ("POST", "/t/{code}/withdraw-consent", May::CodeHolder),
    ("GET", "/t/{code}/withdraw", May::CodeHolder),
    ("POST", "/t/{code}/withdraw", May::CodeHolder),
    ("GET", "/login", May::Anybody),
    ("POST", "/login", May::Anybody),
    ("POST", "/logout", May::AnyStaff),
    ("GET", "/desk/password", May::AnyStaff),
    ("POST", "/desk/password", May::AnyStaff),
    ("GET", "/desk", May::AnyStaff),
    ("GET", "/desk/register", May::Registrars),
    ("POST", "/desk/register", May::Registrars),
    ("GET", "/desk/search", May::ItemWorkers),
    ("GET", "/desk/search.json", May::ItemWorkers),
    ("GET", "/desk/search/suggest.json", May::ItemWorkers),
    ("GET", "/desk/search/export", May::ItemWorkers),
    ("GET", "/desk/suggestions/{id}", May::ItemWorkers),
    ("GET", "/desk/suggestions/{id}/due.json", May::ItemWorkers),
    ("POST", "/desk/suggestions/{id}/reveal", May::ItemWorkers),
    ("POST", "/desk/suggestions/{id}/{action}", May::ItemWorkers),
    ("GET", "/desk/attachments/{id}", May::ItemWorkers),
    ("GET", "/desk/mail", May::Registrars),
    ("GET", "/desk/mail/{id}", May::Registrars),
    ("GET", "/desk/mail/{id}/raw", May::Registrars),
    ("POST", "/desk/mail/{id}/{action}", May::Registrars),
    ("GET", "/desk/mailboxes", May::MailboxKeepers),
    ("POST", "/desk/mailboxes/{id}/resend", May::MailboxKeepers),
    ("GET", "/desk/wording", May::WordingKeepers),
    ("GET", "/desk/wording/{kind}", May::WordingKeepers),
    ("POST", "/desk/wording/{kind}/{action}", May::WordingKeepers),
    ("GET", "/desk/notices", May::ItemWorkers),
    ("POST", "/desk/notices", May::ItemWorkers),
    ("GET", "/desk/statistics", May::StatisticsReaders),
    ("GET", "/desk/statistics/items", May::StatisticsReaders),
    ("GET", "/desk/statistics/export", May::StatisticsReaders),
    ("GET", "/desk/statistics/summary", May::StatisticsReaders),
    ("GET", "/desk/publication", May::Publishers),
    ("GET", "/desk/publication/{id}", May::Publishers),
    ("GET", "/desk/archive", May::Archivists),
    ("GET", "/desk/archive/{id}", May::Archivists),
    ("GET", "/desk/archive/{id}/package", May::Archivists),
    ("POST", "/desk/archive/{id}/full", May::Archivists),
    ("GET", "/desk/accounts", May::AccountAdmins),
    ("POST", "/desk/accounts", May::AccountAdmins),
    ("GET", "/desk/accounts/{id}", May::AccountAdmins),
    ("POST", "/desk/accounts/{id}/{action}", May::AccountAdmins),
    ("GET", "/desk/organisation", May::CalendarKeepers),
    ("POST", "/desk/organisation", May::CalendarKeepers),
    ("GET", "/desk/organisation/{id}", May::CalendarKeepers),
    (
        "POST",
        "/desk/organisation/{id}/{action}",
        May::CalendarKeepers,
    ),
    ("GET", "/desk/calendar", May::AnyStaff),
    ("POST", "/desk/calendar/import", May::CalendarKeepers),
    ("POST", "/desk/calendar/confirm", May::CalendarKeepers),
    ("GET", "/desk/campaigns", May::CampaignKeepers),
    ("POST", "/desk/campaigns", May::CampaignKeepers),
    ("GET", "/desk/campaigns/{id}", May::CampaignKeepers),
    ("POST", "/desk/campaigns/{id}", May::CampaignKeepers),
    ("GET", "/desk/campaigns/{id}/poster", May::CampaignKeepers),
    ("GET", "/desk/routing", May::RoutingKeepers),
    ("GET", "/desk/routing/new", May::RoutingKeepers),
    ("GET", "/desk/routing/rules/{code}", May::RoutingKeepers),
    ("GET", "/desk/routing/dry-run", May::RoutingKeepers),
    ("POST", "/desk/routing/preview", May::RoutingKeepers),
    ("POST", "/desk/routing/confirm", May::RoutingKeepers),
    ("GET", "/desk/rules", May::AnyStaff),
    ("POST", "/desk/rules/preview", May::CalendarKeepers),
    ("POST", "/desk/rules/confirm", May::CalendarKeepers),
    ("GET", "/desk/health", May::HealthReaders),
    ("POST", "/desk/health", May::HealthReaders),
];

#[test]
fn every_route_stands_in_the_access_table() {
    let table = access_table();
    let served: BTreeSet<(&str, &str)> = table.iter().map(|(m, p, _)| (*m, *p)).collect();
    let written: BTreeSet<(&str, &str)> = ROUTES.iter().map(|(m, p, _)| (*m, *p)).collect();
    assert_eq!(table.len(), served.len(), "a route is there twice");
    let unknown: Vec<_> = served.difference(&written).collect();
    assert!(
        unknown.is_empty(),
        "routes nobody said anything about: {unknown:?}"
    );
    let gone: Vec<_> = written.difference(&served).collect();
    assert!(gone.is_empty(), "routes that no longer exist: {gone:?}");
    for (method, path, access) in table {
        let (_, _, may) = ROUTES
            .iter()
            .find(|(m, p, _)| (*m, *p) == (method, path))
            .unwrap();
        assert!(
            may.says_the_same_as(access),
            "{method} {path}: {may:?} here, {access:?} there"
        );
    }
}

/// An address of the route: `{id}` that exists, `{action}` and `{code}` that do not.
fn address(path: &str) -> String {
    path.replace("{id}", "1")
        .replace("{kind}", "receipt")
        .replace("{no}", "1")
        .replace("{action}", "note")
        .replace("{code}", "0000-0000-0000-0000")
}

/// Whether the door was shut: sent to sign in, forbidden, or (for a form) held back.
fn shut(status: u16, location: Option<&str>) -> bool {
    matches!(status, 401 | 403)
        || ((300..400).contains(&status) && location.is_some_and(|to| to.starts_with("/login")))
}

#[test]
fn every_role_knocks_at_every_door() {
    let here = Installation::new();
    let staff: Vec<(Role, Staff)> = Role::ALL
        .iter()
        .map(|role| {
            let name = format!("only-{}", role.code().replace('_', "-"));
            (*role, Staff::add(&here, &name, "desk", &[role.code()]))
        })
        .collect();
    let server = here.serve();
    submit(&mut server.client(), "一件用来敲门的建议。");
    let mut wrong = Vec::new();
    for (role, staff) in staff {
        let mut client = staff.sign_in(&server);
        for (method, path, may) in ROUTES {
            // forms carry a token and are held back without one, whoever sends them
            if *method != "GET" || *may == May::CodeHolder || path.contains("{file}") {
                continue;
            }
            let answer = client.get(&address(path));
            let is_shut = shut(answer.status, answer.header("location"));
            if is_shut == may.admits(role) {
                wrong.push(format!(
                    "{method} {path} answers {} to {}",
                    answer.status,
                    role.label()
                ));
            }
            if answer.status >= 500 {
                wrong.push(format!("{method} {path} fails with {}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nobody_gets_past_a_guarded_door_without_a_session() {
    let here = Installation::new();
    let server = here.serve();
    submit(&mut server.client(), "一件用来敲门的建议。");
    let mut wrong = Vec::new();
    for (method, path, may) in ROUTES {
        if matches!(may, May::Anybody | May::CodeHolder) {
            continue;
        }
        let mut client = server.client();
        let answer = match *method {
            "GET" => client.get(&address(path)),
            _ => client
                .post(
                    &address(path),
                    "application/x-www-form-urlencoded",
                    b"csrf=x&text=x",
                )
                .expect("the server answers"),
        };
        let sent_away = shut(answer.status, answer.header("location"));
        // an expired form is told so on a page of its own
        let told = *method == "POST" && (400..500).contains(&answer.status);
        if !sent_away && !told {
            wrong.push(format!(
                "{method} {path} answers {} to a stranger",
                answer.status
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        here.sql("select count(*) from suggestion_event where kind = 'noted'"),
        ["0"]
    );
}
