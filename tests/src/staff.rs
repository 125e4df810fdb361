//! People of the desk and of the units, added at the command line.

use crate::http::Client;
use crate::installation::Installation;
use crate::server::Server;
use crate::visitor::sign_in;

/// A staff account with its one-time password.
#[derive(Clone, Debug)]
pub struct Staff {
    pub username: String,
    pub one_time_password: String,
}

impl Staff {
    /// Adds a person with `huiyin user add`.
    #[track_caller]
    pub fn add(installation: &Installation, username: &str, unit: &str, roles: &[&str]) -> Self {
        let name = format!("测试{username}");
        let roles = roles.join(",");
        let outcome = installation
            .run(&[
                "user", "add", username, "--name", &name, "--unit", unit, "--roles", &roles,
            ])
            .succeeded();
        let one_time_password = outcome
            .stdout
            .split_once("一次性密码：")
            .and_then(|(_, after)| after.split_whitespace().next())
            .unwrap_or_else(|| panic!("no one-time password in {outcome:?}"))
            .to_owned();
        Self {
            username: username.to_owned(),
            one_time_password,
        }
    }

    /// Signs in for the first time, changing the password.
    #[track_caller]
    pub fn sign_in(&self, server: &Server) -> Client {
        sign_in(server, &self.username, &self.one_time_password)
    }
}

/// The people of one complete path: desk, handling unit, supervision, leadership.
pub struct Team {
    pub clerk: Staff,
    pub handler: Staff,
    pub head: Staff,
    pub supervisor: Staff,
    pub leader: Staff,
}

impl Team {
    /// The unit that handles, by its code in the shipped organisation.
    pub const UNIT: &'static str = "rights";

    pub fn add(installation: &Installation) -> Self {
        let add =
            |name: &str, unit: &str, roles: &[&str]| Staff::add(installation, name, unit, roles);
        Self {
            clerk: add("clerk", "desk", &["clerk", "registrar"]),
            handler: add("handler", Self::UNIT, &["liaison", "handler"]),
            head: add("head", Self::UNIT, &["head"]),
            supervisor: add("supervisor", "desk", &["supervisor"]),
            leader: add("leader", "bhzgh", &["leader"]),
        }
    }
}
