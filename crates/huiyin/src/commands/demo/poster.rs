//! What a newcomer reads at the end: what is there, who can do what, how to begin.

use std::fmt::Write;
use std::path::Path;

use huiyin_app::{App, Directory};
use huiyin_core::{Role, Status};
use huiyin_store::Counts;

use super::arrive::Arrived;
use super::cast::Cast;
use super::material::Story;
use crate::failure::Failure;

/// Everything that is printed once.
pub(super) struct Poster<'a> {
    pub(super) counts: Counts,
    pub(super) cast: &'a Cast,
    pub(super) directory: &'a Directory,
    pub(super) password: &'a str,
    pub(super) administrator: Option<&'a str>,
    /// Query codes to try the public page with.
    pub(super) codes: Vec<(Status, String, String)>,
    pub(super) data: &'a Path,
}

/// A role and what its holder does first.
const DUTIES: [(Role, &str); 14] = [
    (
        Role::Clerk,
        "受理、要求补正、提出或核准不予受理、分办；处理待认领的来信邮件",
    ),
    (Role::Registrar, "登记电话、来信、来访、意见箱"),
    (Role::Supervisor, "看全部事项，处理不满意的评价，办结"),
    (Role::Leader, "看全部事项，检索；保密件和重要件审签"),
    (Role::Caller, "回访，代建议人记录评价"),
    (Role::Liaison, "签收、拟写答复、提协办意见"),
    (Role::Handler, "拟写答复、提协办意见"),
    (Role::Head, "审签或退回本单位的答复"),
    (Role::Publisher, "公开审核"),
    (Role::Reporter, "看全部事项和统计"),
    (Role::Archivist, "看全部事项，归档"),
    (Role::SystemAdmin, "账号、日历和系统状态，看不到来件内容"),
    (Role::SecurityAdmin, "账号和角色，看不到来件内容"),
    (Role::AuditAdmin, "日志，看不到来件内容"),
];

/// Query codes of one item of each state that a submitter would look at.
pub(super) async fn codes(
    app: &App,
    stories: &[Story],
    arrived: &[Arrived],
) -> Result<Vec<(Status, String, String)>, Failure> {
    const SHOWN: [Status; 4] = [
        Status::Supplementing,
        Status::InProgress,
        Status::Replied,
        Status::Closed,
    ];
    let mut codes = Vec::new();
    for status in SHOWN {
        let newest = stories
            .iter()
            .zip(arrived)
            .filter(|(s, _)| s.item.ends_as == status)
            .rev();
        for (_, arrived) in newest {
            let Some(lookup) = &arrived.lookup else {
                continue;
            };
            if let Some(found) = app.store().read().load_unlocked(arrived.id).await? {
                codes.push((found.status, found.ticket_no.to_string(), lookup.grouped()));
                break;
            }
        }
    }
    Ok(codes)
}

/// The whole text.
pub(super) fn text(poster: &Poster<'_>) -> String {
    let mut out = String::new();
    // writing to a string does not fail
    let _written = write(&mut out, poster);
    out
}

fn write(out: &mut String, poster: &Poster<'_>) -> std::fmt::Result {
    writeln!(
        out,
        "演示数据已经写入：{} 件虚构的来件",
        poster.counts.total()
    )?;
    for (status, n) in &poster.counts.by_status {
        writeln!(out, "  {}{n:>4}", pad(status.label(), 10))?;
    }
    let people = poster.cast.people();
    writeln!(out, "\n演示密码：{}", poster.password)?;
    writeln!(out, "（{} 个演示账号都用它，只显示这一次）\n", people.len())?;
    for (login, actor) in people.iter().take(shown(people)) {
        let roles: Vec<&str> = actor.roles.iter().map(|r| r.label()).collect();
        let duty = actor
            .roles
            .iter()
            .find_map(|r| DUTIES.iter().find(|(role, _)| role == r))
            .map_or("", |(_, duty)| *duty);
        let unit = poster
            .directory
            .unit(actor.unit)
            .map_or("", |u| u.short_name.as_str());
        writeln!(
            out,
            "  {}{}{}{}{duty}",
            pad(login, 14),
            pad(&actor.name, 8),
            pad(unit, 14),
            pad(&roles.join("、"), 20)
        )?;
    }
    writeln!(
        out,
        "  其余各单位各有两个账号：单位代码（联络员兼承办人）和 单位代码-head（负责人）；\n  \
         全部名单：huiyin --data {} user list",
        poster.data.display()
    )?;
    match poster.administrator {
        Some(password) => {
            writeln!(
                out,
                "\n首位管理员：admin  一次性密码：{password}（登录后须修改）"
            )?;
        }
        None => writeln!(out, "\n管理员账号是以前建立的，密码不变")?,
    }
    writeln!(out, "\n用查询码试试建议人的查询页（补充、撤回、评价）：")?;
    for (status, ticket_no, code) in &poster.codes {
        writeln!(out, "  {}{ticket_no}  {code}", pad(status.label(), 10))?;
    }
    write!(out, "\n启动：huiyin --data {} serve", poster.data.display())
}

/// The single posts, and the first unit as an example.
fn shown(people: &[(String, huiyin_core::StaffActor)]) -> usize {
    let is_of_unit = |actor: &huiyin_core::StaffActor| {
        actor
            .roles
            .iter()
            .any(|r| matches!(r, Role::Liaison | Role::Handler | Role::Head))
    };
    people
        .iter()
        .position(|(_, actor)| is_of_unit(actor))
        .unwrap_or(0)
        + 2
}

/// Fills with blanks up to a width in which a Chinese sign takes two columns.
fn pad(text: &str, width: usize) -> String {
    let taken: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    format!("{text}{}", " ".repeat(width.saturating_sub(taken).max(1)))
}
