//! One step of an item, through the use case that the page for it goes through.

use chrono::Duration;
use huiyin_app::arrival::clean_files;
use huiyin_app::handling::{ActionForm, perform, reveal};
use huiyin_app::{App, tracking};
use huiyin_core::{
    Adoption, IdentityLevel, ReplyKind, StaffActor, SuggestionId, SuggestionKind, Track, time,
};
use huiyin_workflow::overlay::{Assessment, CriterionScore};
use huiyin_workflow::suggestion::{CommitmentPromise, Outcome, PointReply, ReplyContent};
use huiyin_workflow::{Action, Suggestion};

use super::arrive::{photos, shows_later};
use super::material::{RatingText, Story};
use super::path::{Step, weak_text};
use super::trouble::Trouble;

const NOTE_ON_ASSIGNING: [&str; 4] = [
    "",
    "请在答复前与建议人联系一次，核实情况。",
    "请按时限办理，逐点答复。",
    "情况具体，请到现场看过再答复。",
];

/// Takes a step. `actor` is the member of staff who takes it, if it is not the submitter.
pub(super) async fn act(
    app: &App,
    story: &Story,
    id: SuggestionId,
    step: Step,
    actor: Option<&StaffActor>,
) -> Result<(), Trouble> {
    let Some(actor) = actor else {
        return by_submitter(app, story, id, step).await;
    };
    let mut suggestion = app
        .store()
        .read()
        .load_unlocked(id)
        .await?
        .ok_or(Trouble::Gone)?;
    // 复查 may still be asked for: the system closes it when the time for it is over
    if step == Step::Close && suggestion.is_review_open() {
        return Ok(());
    }
    if matches!(step, Step::Draft | Step::DraftWeak)
        && suggestion.track == Track::Improvement
        && suggestion.overlays.assessments.is_empty()
    {
        let assess = assess(app, story)?;
        suggestion = perform(app, actor, id, suggestion.revision, assess).await?;
    }
    let action = action(app, story, step, &suggestion, actor)?;
    let acted = perform(app, actor, id, suggestion.revision, action).await?;
    // some handlers call the submitter first, and for that look up who it is
    if step == Step::Acknowledge
        && acted.identity_level == IdentityLevel::Named
        && !acted.is_restricted
        && story.dice.roll(31, 4) == 0
    {
        reveal(app, actor, id, "电话联系建议人，核实情况").await?;
    }
    Ok(())
}

async fn by_submitter(
    app: &App,
    story: &Story,
    id: SuggestionId,
    step: Step,
) -> Result<(), Trouble> {
    let item = &story.item;
    match step {
        Step::Withdraw => {
            tracking::withdraw(app, id, &item.withdraw_reason).await?;
        }
        Step::Rate => {
            let rating = item.rating.as_ref().ok_or(Trouble::NoMaterial)?;
            tracking::rate(app, id, &rating_form(rating)).await?;
        }
        Step::Supplement => {
            let text = item.supplement.as_deref().ok_or(Trouble::NoMaterial)?;
            let files = if shows_later(story) {
                clean_files(photos(story)).await?
            } else {
                Vec::new()
            };
            tracking::supplement(app, id, text, files).await?;
        }
        Step::Arrive
        | Step::AskSupplement
        | Step::Accept
        | Step::ProposeDecline
        | Step::ConfirmDecline
        | Step::Assign
        | Step::Acknowledge
        | Step::Support(_)
        | Step::DraftInterim
        | Step::SignInterim
        | Step::DraftWeak
        | Step::ReturnDraft
        | Step::Draft
        | Step::SignOff
        | Step::Call
        | Step::Note
        | Step::Close => return Err(Trouble::Nobody),
    }
    Ok(())
}

fn rating_form(rating: &RatingText) -> ActionForm {
    ActionForm::new(
        [
            ("result", rating.result.code()),
            ("attitude", rating.attitude.code()),
            ("speed", rating.speed.code()),
            ("comment", rating.comment.as_str()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    )
}

fn action(
    app: &App,
    story: &Story,
    step: Step,
    suggestion: &Suggestion,
    actor: &StaffActor,
) -> Result<Action, Trouble> {
    let item = &story.item;
    Ok(match step {
        Step::AskSupplement => Action::AskSupplement {
            list: item.supplement_asked.clone().ok_or(Trouble::NoMaterial)?,
        },
        Step::Accept => Action::Accept {
            kind: item.kind,
            topic: Some(story.topic),
            points: item.points.iter().map(|p| p.summary.clone()).collect(),
        },
        Step::ProposeDecline => propose_decline(app, story)?,
        Step::ConfirmDecline => Action::ConfirmDecline,
        Step::Assign => Action::Assign {
            lead: story.unit,
            supports: story.supports.iter().map(|(unit, _)| *unit).collect(),
            note: note_on_assigning(story).to_owned(),
        },
        Step::Acknowledge => Action::Acknowledge {
            handler: actor.account,
        },
        Step::Support(at) => {
            let (_, opinion) = story.supports.get(at).ok_or(Trouble::NoMaterial)?;
            Action::GiveSupport {
                opinion: opinion.clone(),
            }
        }
        Step::DraftInterim => {
            let text = item.interim.clone().ok_or(Trouble::NoMaterial)?;
            let points = suggestion.points.iter().take(1);
            let points = points
                .map(|p| PointReply {
                    point: p.no,
                    text: text.clone(),
                })
                .collect();
            Action::DraftReply {
                content: ReplyContent {
                    kind: ReplyKind::Interim,
                    points,
                    outcome: None,
                },
            }
        }
        Step::DraftWeak => {
            let text = weak_text(story).ok_or(Trouble::NoMaterial)?;
            final_reply(app, story, suggestion, std::iter::once(text))?
        }
        Step::Draft => {
            let texts = item.points.iter().map(|p| p.reply.clone());
            final_reply(app, story, suggestion, texts)?
        }
        Step::ReturnDraft => Action::ReturnDraft {
            reason: "只说了结论。请写明是怎么查的、已经做了什么、谁来落实，让建议人看得明白。"
                .to_owned(),
        },
        Step::SignInterim | Step::SignOff => Action::SignOff {
            findings: Vec::new(),
            override_reason: Some("已与来件逐条对照，答复切题，同意发出。".to_owned()),
        },
        Step::Call => {
            let rating = item.rating.as_ref().ok_or(Trouble::NoMaterial)?;
            Action::Rate {
                result: rating.result,
                attitude: rating.attitude,
                speed: rating.speed,
                comment_seal: None,
            }
        }
        Step::Note => Action::Note {
            text: "看了建议人的评价，已请主办单位领导再研究一次；目前的办法已经用尽，\
                   原因已在答复中写明，转入下一轮走访重点跟踪。"
                .to_owned(),
        },
        Step::Close => Action::Close,
        Step::Arrive | Step::Supplement | Step::Rate | Step::Withdraw => {
            return Err(Trouble::Nobody);
        }
    })
}

fn note_on_assigning(story: &Story) -> &'static str {
    if story.is_urgent {
        return "紧急件：请立即与建议人取得联系，先处置、后答复。";
    }
    if story.item.kind == SuggestionKind::Disclosure {
        return "保密件：由负责人亲自办理，不得向被反映单位透露来源。";
    }
    let at = usize::try_from(story.dice.roll(30, 4)).unwrap_or(0);
    NOTE_ON_ASSIGNING.get(at).copied().unwrap_or_default()
}

fn propose_decline(app: &App, story: &Story) -> Result<Action, Trouble> {
    let decline = story.item.decline.as_ref().ok_or(Trouble::NoMaterial)?;
    let directory = app.directory();
    let reason = directory
        .decline_reasons
        .iter()
        .find(|reason| reason.code == decline.reason_code)
        .ok_or(Trouble::NoMaterial)?;
    Ok(Action::ProposeDecline {
        reason_code: reason.code.clone(),
        explanation: decline.explanation.clone(),
        go_instead: reason.text.clone(),
    })
}

/// 评审 as the unit that answers sees it.
fn assess(app: &App, story: &Story) -> Result<Action, Trouble> {
    let recommendation = story.item.adoption.ok_or(Trouble::NoMaterial)?;
    let score = match recommendation {
        Adoption::Adopted => 5,
        Adoption::PartlyAdopted => 4,
        Adoption::Reserved => 3,
        Adoption::NotAdopted => 2,
    };
    let directory = app.directory();
    let scores = directory.assess_criteria.iter().map(|c| CriterionScore {
        criterion: c.code.clone(),
        score,
    });
    Ok(Action::Assess(Assessment {
        scores: scores.collect(),
        opinion: format!("经评审，建议{recommendation}，理由见答复。"),
        recommendation,
        award_level: None,
    }))
}

fn final_reply(
    app: &App,
    story: &Story,
    suggestion: &Suggestion,
    texts: impl Iterator<Item = String>,
) -> Result<Action, Trouble> {
    let item = &story.item;
    let points = suggestion
        .points
        .iter()
        .zip(texts)
        .map(|(point, text)| PointReply {
            point: point.no,
            text,
        })
        .collect();
    let commitment = item.commitment.as_ref().map(|promise| CommitmentPromise {
        text: promise.text.clone(),
        due_on: time::local_date(app.now()) + Duration::days(promise.within_days.into()),
    });
    let outcome = Outcome {
        result_class: item.result_class.ok_or(Trouble::NoMaterial)?,
        adoption: item.adoption.ok_or(Trouble::NoMaterial)?,
        reason: item.reason.clone(),
        commitment,
    };
    Ok(Action::DraftReply {
        content: ReplyContent {
            kind: ReplyKind::Final,
            points,
            outcome: Some(outcome),
        },
    })
}
