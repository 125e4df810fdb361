//! 奖励: proposed by the unit, approved by the leader, once for a matter.

use huiyin_core::{SuggestionId, TicketNo, Track};
use huiyin_store::Tx;
use huiyin_workflow::award_register::{MatterFacts, SameMatter};
use huiyin_workflow::overlay::AwardProposal;
use huiyin_workflow::{Action, Change, Event, Refusal, Suggestion};

use super::form::{ActionForm, Choice, FieldKind, FieldSpec};
use crate::application::App;
use crate::directory::AwardLevel;
use crate::error::AppError;

/// Most items that one proposal may name.
const SAME_MAX: usize = 50;

/// A list to choose an award level from.
pub(super) fn levels(app: &App, none: &str) -> FieldKind {
    let mut all = vec![Choice::new("", none)];
    all.extend(app.directory().award_levels.iter().map(|level| {
        let text = format!("{}（奖金不超过 {} 元）", level.label, level.yuan_max);
        Choice::new(level.code.clone(), text)
    }));
    FieldKind::Select(all)
}

pub(super) fn known_level(
    app: &App,
    code: &str,
    field: &'static str,
) -> Result<AwardLevel, AppError> {
    let directory = app.directory();
    let level = directory.award_levels.iter().find(|l| l.code == code);
    level
        .cloned()
        .ok_or_else(|| AppError::invalid(field, "请选择奖励等级"))
}

pub(super) fn fields(app: &App, suggestion: &Suggestion) -> Vec<FieldSpec> {
    // what most assessors recommended last stands there already
    let recommended = suggestion.overlays.assessments.iter().rev();
    let level = recommended
        .filter_map(|x| x.assessment.award_level.clone())
        .next();
    vec![
        FieldSpec::new("level", "奖励等级", levels(app, "请选择"))
            .required()
            .value(level.unwrap_or_default()),
        FieldSpec::new("amount", "奖金（元）", FieldKind::Text).hint("只给荣誉的不填"),
        FieldSpec::words("reason", "奖励的理由"),
        FieldSpec::new("same_matter", "同一内容的其他来件", FieldKind::Text)
            .hint("写登记号，几件的用空格隔开，没有的不填。同一内容只奖励一次，奖励第一提出人"),
    ]
}

pub(super) fn parse(app: &App, form: &ActionForm) -> Result<Action, AppError> {
    let level = known_level(app, form.raw("level").trim(), "level")?;
    let amount_fen = yuan(form, "amount")?.unwrap_or(0);
    if amount_fen > level.yuan_max.saturating_mul(100) {
        return Err(AppError::invalid(
            "amount",
            format!("{}的奖金不超过 {} 元", level.label, level.yuan_max),
        ));
    }
    let mut same_matter = Vec::new();
    let text = form.text("same_matter")?;
    let typed = text.split(|c: char| c.is_whitespace() || "、，,；;".contains(c));
    for no in typed.filter(|no| !no.is_empty()) {
        let no = TicketNo::parse(no)
            .ok_or_else(|| AppError::invalid("same_matter", format!("“{no}”不是登记号")))?
            .to_string();
        if !same_matter.contains(&no) {
            same_matter.push(no);
        }
    }
    if same_matter.len() > SAME_MAX {
        return Err(AppError::invalid(
            "same_matter",
            format!("最多写 {SAME_MAX} 个登记号"),
        ));
    }
    let proposal = AwardProposal {
        level: level.code,
        amount_fen,
        reason: form.needed("reason", "奖励的理由")?,
        same_matter,
    };
    // the facts are read in the transaction
    Ok(Action::ProposeAward(proposal, MatterFacts::default()))
}

/// An amount in 元 with at most two decimals, as 分.
pub(super) fn yuan(form: &ActionForm, name: &'static str) -> Result<Option<i64>, AppError> {
    let typed = form.text(name)?;
    let plain: String = typed
        .chars()
        .filter(|c| !matches!(c, ',' | '，' | '元' | ' '))
        .collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let unreadable = || AppError::invalid(name, "金额请写成 1200 或者 1200.50 的样子");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(part) || part.len() > 2 {
        return Err(unreadable());
    }
    let fen = format!("{whole}{part:0<2}").parse::<i64>();
    fen.map(Some).map_err(|_too_long| unreadable())
}

/// 分 as 元: `1200.50`.
pub(crate) fn in_yuan(fen: i64) -> String {
    if fen % 100 == 0 {
        format!("{} 元", fen / 100)
    } else {
        format!("{}.{:02} 元", fen / 100, fen % 100)
    }
}

/// What the register says about the matter of an item and of those that are said to be the same.
/// A restricted item is nobody's business: it counts as unknown.
pub(super) async fn facts(
    tx: &Tx,
    suggestion: &Suggestion,
    proposal: &AwardProposal,
) -> Result<MatterFacts, AppError> {
    let mut facts = MatterFacts {
        settled_by: settled_by(tx, suggestion.id).await?,
        same_matter: Vec::new(),
    };
    for (no, other) in same_matter(tx, proposal).await? {
        facts.same_matter.push(SameMatter {
            ticket_no: no,
            received_at: other.received_at,
            awarded: settled_by(tx, other.id).await?,
        });
    }
    Ok(facts)
}

/// The proposal with what the office itself has declared to be the same matter (并案、重复件), so that
/// nobody has to think of it.
pub(super) async fn with_kin(
    tx: &Tx,
    suggestion: &Suggestion,
    proposal: &AwardProposal,
) -> Result<AwardProposal, AppError> {
    let mut proposal = proposal.clone();
    let on = &suggestion.overlays;
    let mut ids: Vec<SuggestionId> = on.children.iter().map(|child| child.id).collect();
    ids.extend(on.repeat_of);
    if let Some(merged) = &on.merged_into {
        ids.push(merged.parent);
        let parent = tx.load_unlocked(merged.parent).await?;
        ids.extend(
            parent
                .iter()
                .flat_map(|p| p.overlays.children.iter().map(|c| c.id)),
        );
    }
    ids.sort_unstable();
    ids.dedup();
    for id in ids.into_iter().filter(|id| *id != suggestion.id) {
        let Some(other) = tx.load_unlocked(id).await?.filter(|s| !s.is_restricted) else {
            continue;
        };
        // an earlier letter that is no improvement proposal could not be awarded in its place
        let counts =
            other.track == Track::Improvement || other.received_at >= suggestion.received_at;
        let no = other.ticket_no.to_string();
        if counts && !proposal.same_matter.contains(&no) {
            proposal.same_matter.push(no);
        }
    }
    Ok(proposal)
}

async fn same_matter(
    tx: &Tx,
    proposal: &AwardProposal,
) -> Result<Vec<(String, Suggestion)>, AppError> {
    let mut found = Vec::new();
    for no in &proposal.same_matter {
        let Some(ticket) = TicketNo::parse(no) else {
            continue;
        };
        let Some(id) = tx.find_by_ticket(&ticket).await? else {
            continue;
        };
        let other = tx.load_unlocked(id).await?;
        if let Some(other) = other.filter(|s| !s.is_restricted) {
            found.push((no.clone(), other));
        }
    }
    Ok(found)
}

async fn settled_by(tx: &Tx, id: SuggestionId) -> Result<Option<String>, AppError> {
    Ok(match tx.settled_by(id).await? {
        Some(awarded) => tx.ticket_no(awarded).await?,
        None => None,
    })
}

/// Writes an approved award into the register; of two who approve for the same matter at once,
/// one is told.
pub(super) async fn settle(
    tx: &Tx,
    suggestion: &Suggestion,
    changes: &[Change],
    at: huiyin_core::time::Instant,
) -> Result<(), AppError> {
    for change in changes {
        let Event::AwardApproved(proposal) = &change.event else {
            continue;
        };
        let mut settled = vec![suggestion.id];
        settled.extend(same_matter(tx, proposal).await?.iter().map(|(_, s)| s.id));
        for id in settled {
            if !tx.settle_matter(id, suggestion.id, at).await? {
                return Err(Refusal::Rule("同一内容已经奖励，不重复奖励".to_owned()).into());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let check = |typed: &str, expect: Option<Option<i64>>| {
            let form = ActionForm::new([("amount".to_owned(), typed.to_owned())]);
            assert_eq!(yuan(&form, "amount").ok(), expect, "{typed}");
        };
        check("", Some(None));
        check("1200", Some(Some(120_000)));
        check("1,200.5 元", Some(Some(120_050)));
        check("0.05", Some(Some(5)));
        check("-1", None);
        check("1.234", None);
        check("一千", None);
        check(".5", None);
        check("99999999999999999999", None);
        assert_eq!(in_yuan(120_050), "1200.50 元");
        assert_eq!(in_yuan(120_000), "1200 元");
    }
}
