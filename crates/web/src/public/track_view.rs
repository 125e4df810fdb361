//! The progress of one suggestion, as the holder of its query code reads it.

use huiyin_app::{AppError, timeline, tracking};
use huiyin_core::time;
use huiyin_core::{ObligationKind, Status};
use huiyin_workflow::{ActionKind, Suggestion};

use super::submit::not_found;
use super::track_key::TrackKey;
use super::track_parts;
use super::track_publication::publication_box;
use crate::catalogue::Messages;
use crate::fault::Fault;
use crate::pages::chrome::Notice;
use crate::pages::field::FormErrors;
use crate::pages::parts::{Badge, Fact};
use crate::pages::public::track::{
    RatingValues, StepState, StepView, TrackPage, rating_form, review_form, supplement_form,
};
use crate::pages::urls;
use crate::present::{self, public_chrome};
use crate::state::Web;

/// What was typed into the forms of the page, and what was wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) supplement: String,
    pub(super) supplement_errors: FormErrors,
    pub(super) rating: RatingValues,
    pub(super) rating_errors: FormErrors,
    pub(super) review: String,
    pub(super) review_errors: FormErrors,
    pub(super) consent_errors: FormErrors,
    pub(super) notice: Option<Notice>,
}

/// Puts the page together, with what was typed into its forms.
pub(super) async fn page(
    web: &Web,
    key: &TrackKey,
    s: &Suggestion,
    typed: Typed,
) -> Result<TrackPage, Fault> {
    let read = web.app().store().read();
    let text = read
        .submission(s.id)
        .await
        .map_err(AppError::from)?
        .ok_or_else(not_found)?;
    let entries = read.events(s.id).await.map_err(AppError::from)?;
    let attachments = read.attachments(s.id).await.map_err(AppError::from)?;
    let first_event = entries.first().map(|e| e.hash.to_hex()).unwrap_or_default();
    let events: Vec<_> = entries.into_iter().map(|e| e.recorded).collect();
    let supplements = read.supplements(s.id).await.map_err(AppError::from)?;
    let directory = web.app().directory();
    let policy = web.app().policy();
    let now = web.app().now();
    let mut chrome = public_chrome(web, "track.heading", urls::TRACK);
    chrome.notice = typed.notice;
    let m = chrome.messages;
    let possible = tracking::possible(s);
    let base = key.address();
    let asked = events
        .iter()
        .rev()
        .filter(|_| s.status == Status::Supplementing)
        .find_map(|e| {
            if let huiyin_workflow::Event::SupplementAsked { list } = &e.change.event {
                Some(list.clone())
            } else {
                None
            }
        });
    let mut facts = vec![
        Fact::new(m.t("track.fact_received"), time::minute(s.received_at)),
        Fact::new(m.t("track.fact_channel"), s.channel.label()),
        Fact::new(m.t("track.fact_identity"), s.identity_level.label()),
    ];
    if let Some(unit) = s.lead_unit() {
        facts.push(Fact::new(m.t("track.fact_unit"), directory.unit_name(unit)));
    }
    let mut replies: Vec<_> = s
        .issued_replies()
        .map(|r| present::reply(s, r, &directory))
        .collect();
    replies.reverse();
    let publication = publication_box(web, m, key, s, &possible, &typed.consent_errors).await?;
    let mut story = timeline::for_submitter(&directory, &events);
    story.reverse();
    Ok(TrackPage {
        ticket_no: s.ticket_no.to_string(),
        title: text.title,
        status: Badge::status(s.status),
        standing: standing(m, s, &directory),
        steps: steps(m, s, &events),
        due: s
            .next_due_for_submitter()
            .filter(|_| !s.status.is_final())
            .map(|o| present::obligation(o, now, &policy)),
        facts,
        body: text.body,
        supplements: supplements
            .into_iter()
            .map(|s| Fact::new(time::minute(s.at), s.body))
            .collect(),
        attachments: attachments
            .iter()
            .filter(|a| a.part != huiyin_app::AttachmentPart::Reply)
            .map(|a| {
                let href = format!("{base}/files/{}", a.id);
                present::attachment(&a.file_name, &a.media_type, a.size, href)
            })
            .collect(),
        replies,
        parts: track_parts::parts(web, m, key, s, &directory).await?,
        whole: track_parts::whole(m, key, s),
        timeline: present::timeline(&story),
        supplement: possible.contains(&ActionKind::Supplement).then(|| {
            supplement_form(
                m,
                &format!("{base}/supplement"),
                asked.as_deref().unwrap_or_default(),
                &typed.supplement,
                &typed.supplement_errors,
            )
        }),
        rating: possible.contains(&ActionKind::Rate).then(|| {
            rating_form(
                m,
                &format!("{base}/rate"),
                &typed.rating,
                &typed.rating_errors,
            )
        }),
        review: s
            .open_obligation(ObligationKind::ReviewWindow)
            .filter(|o| possible.contains(&ActionKind::AskReview) && now < o.due_at)
            .and_then(|o| Some((o, s.overlays.next_review(s.round)?)))
            .map(|(o, level)| {
                let until = time::chinese_date(time::due_date(o.due_at));
                review_form(
                    m,
                    &format!("{base}/review"),
                    level,
                    &until,
                    &typed.review,
                    &typed.review_errors,
                )
            }),
        rated: s.current_rating().map(|r| {
            m.fill(
                "track.rated",
                &[r.result.label(), r.attitude.label(), r.speed.label()],
            )
        }),
        withdraw_url: possible
            .contains(&ActionKind::Withdraw)
            .then(|| format!("{base}/withdraw")),
        publication,
        first_event,
        chrome,
    })
}

pub(super) fn standing(m: &Messages, s: &Suggestion, directory: &huiyin_app::Directory) -> String {
    let unit = s
        .lead_unit()
        .map(|u| directory.unit_name(u))
        .unwrap_or_default();
    match s.status {
        Status::Submitted => m.t("track.standing_submitted").to_owned(),
        Status::Supplementing => m.t("track.standing_supplementing").to_owned(),
        Status::Accepted => m.t("track.standing_accepted").to_owned(),
        Status::Assigned => m.fill("track.standing_assigned", &[&unit]),
        Status::InProgress => m.fill("track.standing_in_progress", &[&unit]),
        Status::InReview => m.fill("track.standing_in_review", &[&unit]),
        Status::Replied if s.overlays.open_review().is_some() => {
            m.t("track.standing_in_review_by_others").to_owned()
        }
        Status::Replied if s.current_rating().is_some() => m.t("track.standing_rated").to_owned(),
        Status::Replied => m.t("track.standing_replied").to_owned(),
        Status::Closed => m.t("track.standing_closed").to_owned(),
        Status::Declined => m.t("track.standing_declined").to_owned(),
        Status::Withdrawn => m.t("track.standing_withdrawn").to_owned(),
        Status::Terminated => m.t("track.standing_terminated").to_owned(),
        Status::Merged => m.t("track.standing_merged").to_owned(),
    }
}

/// 收到 → 受理 → 办理 → 答复 → 办结, with the day each was reached.
fn steps(m: &Messages, s: &Suggestion, events: &[huiyin_workflow::Recorded]) -> Vec<StepView> {
    let reached = |kinds: &[&str]| {
        events
            .iter()
            .find(|e| kinds.contains(&e.change.event.kind().0))
            .map(|e| present::day(time::local_date(e.at)))
    };
    let final_reply = s.final_reply().and_then(|r| r.issued_at);
    let days = [
        (
            "track.step_received",
            Some(present::day(time::local_date(s.received_at))),
        ),
        (
            "track.step_accepted",
            reached(&["accepted", "imported_closed"]),
        ),
        (
            "track.step_handled",
            reached(&["assigned", "imported_closed"]),
        ),
        (
            "track.step_replied",
            final_reply.map(|at| present::day(time::local_date(at))),
        ),
        ("track.step_closed", reached(&["closed", "imported_closed"])),
    ];
    let last = days.iter().rposition(|(_, day)| day.is_some()).unwrap_or(0);
    let is_over = s.status.is_final();
    days.into_iter()
        .enumerate()
        .map(|(i, (key, day))| StepView {
            label: m.t(key).to_owned(),
            note: day.clone().unwrap_or_default(),
            state: if day.is_some() && (i < last || is_over) {
                StepState::Done
            } else if i == last {
                StepState::Current
            } else {
                StepState::Ahead
            },
        })
        .collect()
}
