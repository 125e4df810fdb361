//! 汇总表.xlsx of the items that arrived in a period (DOMAIN 9).

use huiyin_core::{IdentityLevel, Personal, ReplyKind, StaffActor, Status, SuggestionKind, time};
use huiyin_report::{SummaryHead, SummaryRow, SummarySubmitter, Timeliness};
use huiyin_store::SummaryItem;

use super::{READERS, StatisticsPeriod};
use crate::application::App;
use crate::directory::Directory;
use crate::error::AppError;

/// Items in one file: more of them no person reads, and the file is made in memory.
const MOST: u64 = 50_000;
/// Items read at a time.
const PAGE: u64 = 500;

/// The table of what arrived in a period and lies inside the viewer's scope, submitters masked.
///
/// # Errors
/// [`AppError::Forbidden`] for everybody but [`READERS`]; [`AppError::Invalid`] when there are too
/// many items for one file.
pub async fn summary_table(
    app: &App,
    actor: &StaffActor,
    period: &StatisticsPeriod,
) -> Result<Vec<u8>, AppError> {
    if !actor.has_any(READERS) {
        return Err(AppError::Forbidden(
            "汇总表由统计员、督导员和领导导出。".to_owned(),
        ));
    }
    let scope = app.scope(actor);
    let read = app.store().read();
    let instants = period.instants();
    let received = (instants.from, instants.until);
    let n = read.n_received(&scope, received.0, received.1).await?;
    if n > MOST {
        return Err(AppError::invalid(
            "period",
            format!("期间内有 {n} 件，一张汇总表最多 {MOST} 件，请缩短统计期间"),
        ));
    }
    let directory = app.directory();
    let now = app.now();
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let page = read.summary_items(&scope, received, after, PAGE).await?;
        let Some(last) = page.last() else {
            break;
        };
        after = Some(last.suggestion.id);
        rows.extend(page.into_iter().map(|item| row(item, &directory, now)));
    }
    let head = SummaryHead {
        title: format!("{}职工意见建议汇总表", period.label()),
        organisation: app.settings().organisation.name.clone(),
        period: Some((period.from, period.to)),
        made_at: now,
    };
    tokio::task::spawn_blocking(move || huiyin_report::summary_sheet(&head, rows.into_iter()))
        .await
        .map_err(AppError::internal)?
        .map_err(AppError::internal)
}

fn row(item: SummaryItem, directory: &Directory, now: time::Instant) -> SummaryRow {
    let SummaryItem {
        suggestion: s,
        title,
        body,
        unit,
        identity,
        facts,
    } = item;
    let submitter = match s.identity_level {
        IdentityLevel::Anonymous => SummarySubmitter::Anonymous,
        IdentityLevel::Confidential => SummarySubmitter::Confidential,
        IdentityLevel::Named => {
            let person = identity.unwrap_or_default();
            SummarySubmitter::Named {
                name: person.name.unwrap_or_else(|| Personal::new(String::new())),
                contact: person.phone.or(person.email),
            }
        }
    };
    let due_at = facts.as_ref().and_then(|f| f.reply_due());
    let answered_at = facts.as_ref().and_then(|f| f.answered_at());
    let timeliness = due_at.and_then(|due| match answered_at {
        Some(at) if at < due => Some(Timeliness::OnTime),
        Some(_) => Some(Timeliness::Late),
        None if s.status.is_final() => None,
        None if now >= due => Some(Timeliness::Late),
        None => Some(Timeliness::Open),
    });
    let outcome = s
        .issued_replies()
        .filter(|reply| reply.content.kind == ReplyKind::Final)
        .last()
        .and_then(|reply| reply.content.outcome.clone());
    let is_about_adoption = matches!(
        s.kind,
        SuggestionKind::Proposal | SuggestionKind::Improvement
    );
    SummaryRow {
        ticket_no: s.ticket_no.clone(),
        received_on: time::local_date(s.received_at),
        channel: s.channel,
        reporting_unit: unit.map(|u| directory.unit_name(u)).unwrap_or_default(),
        submitter,
        // the forms do not ask for it
        worker_category: String::new(),
        kind: s.kind,
        topic: s.topic.map(|t| directory.topic_name(t)).unwrap_or_default(),
        title,
        body,
        lead_unit: s
            .lead_unit()
            .map(|u| directory.unit_name(u))
            .unwrap_or_default(),
        support_units: s.supports().map(|a| directory.unit_name(a.unit)).collect(),
        assigned_on: s
            .assignments
            .first()
            .map(|a| time::local_date(a.assigned_at)),
        due_on: due_at.map(time::due_date),
        replied_on: answered_at.map(time::local_date),
        timeliness,
        result_class: outcome.as_ref().map(|o| o.result_class),
        adoption: outcome
            .as_ref()
            .filter(|_| is_about_adoption)
            .map(|o| o.adoption),
        satisfaction: s.ratings.last().map(|rating| rating.result),
        is_public: false,
        supervision: s
            .overlays
            .supervisions
            .last()
            .map(|order| order.number())
            .unwrap_or_default(),
        remark: remark(&s),
    }
}

fn remark(s: &huiyin_workflow::Suggestion) -> String {
    let on = &s.overlays;
    let mut words: Vec<String> = Vec::new();
    match s.status {
        Status::Declined | Status::Withdrawn | Status::Terminated | Status::Merged => {
            words.push(s.status.label().to_owned());
        }
        Status::Submitted
        | Status::Supplementing
        | Status::Accepted
        | Status::Assigned
        | Status::InProgress
        | Status::InReview
        | Status::Replied
        | Status::Closed => {}
    }
    if s.is_urgent {
        words.push("加急".to_owned());
    }
    if !on.extensions.is_empty() {
        words.push("已延期".to_owned());
    }
    if on.shelving.is_some() {
        words.push("挂账".to_owned());
    }
    if on.repeat_of.is_some() {
        words.push("重复件".to_owned());
    }
    words.extend(
        on.exclusions
            .iter()
            .map(|x| format!("不计入{}", x.metric.label())),
    );
    words.join("；")
}
