//! Who plays: the staff of the demo, chosen by unit and role.

use chrono::Duration;
use huiyin_app::accounts::{AccountForm, add_account};
use huiyin_app::{App, Directory};
use huiyin_core::{AccountId, Entropy, Personal, Role, StaffActor, UnitId};

use super::material::{Person, Story};
use super::path::{Step, path};
use crate::failure::Failure;
use crate::real::SystemEntropy;

/// Not yet an account.
const NOBODY: AccountId = AccountId(0);

/// The staff of the demo.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    people: Vec<(String, StaffActor)>,
    directory: std::sync::Arc<Directory>,
}

impl Cast {
    /// Looks the units up. Nobody has an account yet.
    pub(super) fn new(
        people: Vec<Person>,
        directory: std::sync::Arc<Directory>,
    ) -> Result<Self, Failure> {
        let people = people
            .into_iter()
            .map(|p| {
                let unit = directory.unit_named(&p.unit).ok_or_else(|| {
                    Failure::new(format!("演示人员 {}：没有单位“{}”", p.login, p.unit))
                })?;
                let actor = StaffActor {
                    account: NOBODY,
                    name: p.name,
                    unit,
                    roles: p.roles,
                };
                Ok((p.login, actor))
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        Ok(Self { people, directory })
    }

    pub(super) fn people(&self) -> &[(String, StaffActor)] {
        &self.people
    }

    /// The person of a unit with a role.
    pub(super) fn of(&self, unit: UnitId, role: Role) -> Result<&StaffActor, Failure> {
        self.people
            .iter()
            .map(|(_, actor)| actor)
            .find(|actor| actor.unit == unit && actor.has(role))
            .ok_or_else(|| {
                Failure::new(format!(
                    "演示人员不够：{}没有{}，请补充 config/{}",
                    self.directory.unit_name(unit),
                    role.label(),
                    crate::embedded::DEMO_PEOPLE
                ))
            })
    }

    /// Somebody with a role, in any unit but those; `turn` spreads the work over several.
    pub(super) fn any(
        &self,
        role: Role,
        not_of: &[UnitId],
        turn: u64,
    ) -> Result<&StaffActor, Failure> {
        let able: Vec<&StaffActor> = self
            .people
            .iter()
            .map(|(_, actor)| actor)
            .filter(|actor| actor.has(role) && !not_of.contains(&actor.unit))
            .collect();
        usize::try_from(turn)
            .ok()
            .and_then(|turn| turn.checked_rem(able.len()))
            .and_then(|at| able.get(at).copied())
            .ok_or_else(|| {
                Failure::new(format!(
                    "演示人员不够：没有合适的{}，请补充 config/{}",
                    role.label(),
                    crate::embedded::DEMO_PEOPLE
                ))
            })
    }

    /// Whoever takes a step in a story; `None` for the steps of the submitter.
    pub(super) fn actor(&self, story: &Story, step: Step) -> Result<Option<&StaffActor>, Failure> {
        let is_restricted = story.item.kind == huiyin_core::SuggestionKind::Disclosure;
        // 举报: the head handles it personally, the leader signs
        let unit_does = |role| {
            let role = if is_restricted { Role::Head } else { role };
            self.of(story.unit, role)
        };
        let involved: Vec<UnitId> = std::iter::once(story.unit)
            .chain(story.supports.iter().map(|(unit, _)| *unit))
            .collect();
        Ok(match step {
            Step::Arrive => Some(self.any(Role::Registrar, &[], story.no)?),
            Step::AskSupplement | Step::Accept | Step::Assign | Step::ProposeDecline => {
                Some(self.any(Role::Clerk, &[], story.no)?)
            }
            // the other clerk
            Step::ConfirmDecline => Some(self.any(Role::Clerk, &[], story.no + 1)?),
            Step::Acknowledge => Some(unit_does(Role::Liaison)?),
            Step::Support(at) => match story.supports.get(at) {
                Some((unit, _)) if is_restricted => Some(self.of(*unit, Role::Head)?),
                Some((unit, _)) => Some(self.of(*unit, Role::Handler)?),
                None => None,
            },
            Step::DraftInterim | Step::DraftWeak | Step::Draft => Some(unit_does(Role::Handler)?),
            Step::SignInterim | Step::ReturnDraft | Step::SignOff if is_restricted => {
                Some(self.any(Role::Leader, &[], story.no)?)
            }
            Step::SignInterim | Step::ReturnDraft | Step::SignOff => {
                Some(self.of(story.unit, Role::Head)?)
            }
            Step::Call => Some(self.any(Role::Caller, &involved, story.no)?),
            Step::Note | Step::Close => Some(self.any(Role::Supervisor, &involved, story.no)?),
            Step::Supplement | Step::Rate | Step::Withdraw => None,
        })
    }

    /// Whether every step of every story has its person. Called before anything is written.
    pub(super) fn check(&self, stories: &[Story]) -> Result<(), Failure> {
        for story in stories {
            for step in path(story) {
                let actor = self.actor(story, step)?;
                let is_alone = step == Step::ConfirmDecline
                    && actor.map(|a| &a.name)
                        == self.actor(story, Step::ProposeDecline)?.map(|a| &a.name);
                if is_alone {
                    return Err(Failure::new("演示人员不够：不予受理须有两名分办员"));
                }
            }
        }
        Ok(())
    }

    /// Gives everybody an account with the same password.
    pub(super) async fn hire(
        &mut self,
        app: &App,
        password: &str,
        hired: impl Fn(),
    ) -> Result<(), Failure> {
        let known = app.store().read().accounts().await?;
        if let Some((login, _)) = self
            .people
            .iter()
            .find(|(login, _)| known.iter().any(|a| a.username == *login))
        {
            return Err(Failure::new(format!(
                "已经有用户“{login}”。演示数据只能写入全新的数据文件夹"
            )));
        }
        // hashing takes its time, and two at once are allowed
        for pair in self.people.chunks_mut(2) {
            match pair {
                [(login, actor), (other_login, other)] => {
                    let (one, two) = tokio::try_join!(
                        add(app, login, actor, password),
                        add(app, other_login, other, password)
                    )?;
                    (actor.account, other.account) = (one, two);
                    hired();
                    hired();
                }
                rest => {
                    for (login, actor) in rest {
                        actor.account = add(app, login, actor, password).await?;
                        hired();
                    }
                }
            }
        }
        Ok(())
    }
}

async fn add(
    app: &App,
    login: &str,
    actor: &StaffActor,
    password: &str,
) -> Result<AccountId, Failure> {
    let form = AccountForm {
        username: login.to_owned(),
        name: actor.name.clone(),
        unit: actor.unit,
        roles: actor.roles.clone(),
        password: Some(Personal::new(password.to_owned())),
    };
    let (id, _) = add_account(app, None, form)
        .await
        .map_err(|e| Failure::caused(format!("演示账号 {login} 无法添加"), e))?;
    Ok(id)
}

/// A password of 60 bits in groups that are easy to copy: no I, l, 1, O, 0.
pub(super) fn make_password() -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let mut bytes = [0_u8; 12];
    SystemEntropy.fill(&mut bytes);
    let signs: Vec<char> = bytes
        .iter()
        .filter_map(|b| ALPHABET.get(usize::from(b & 31)).copied().map(char::from))
        .collect();
    signs
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

/// Staff are hired before the first letter comes.
pub(super) const HIRED_BEFORE: Duration = Duration::days(1);
