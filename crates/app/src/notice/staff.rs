//! What the staff is told at the desk when an item changes hands without their doing. Written in
//! the transaction of the change, so it is there exactly when the change is.

use huiyin_core::{AccountId, Actor, Ctx, ReminderNotice, Role, UnitId};
use huiyin_store::{Account, NewStaffNotice, Tx};
use huiyin_workflow::{Change, Event, Suggestion};

use crate::directory::Directory;
use crate::error::AppError;

/// Tells whoever has to go on with it. The text carries the number and nothing of the content.
pub(crate) async fn tell_staff(
    directory: &Directory,
    tx: &Tx,
    suggestion: &Suggestion,
    changes: &[Change],
    ctx: &Ctx,
) -> Result<(), AppError> {
    let is_system = matches!(ctx.actor, Actor::System(_));
    for change in changes {
        let (unit, handler, what) = match &change.event {
            Event::HandedOver { from, to, .. } => {
                let (from, name) = (directory.unit_name(*from), directory.unit_name(*to));
                (
                    *to,
                    None,
                    format!("由{from}移交{name}，时限不变，请接着办理"),
                )
            }
            Event::HandlerReleased { .. } => {
                let Some(unit) = suggestion.lead_unit() else {
                    continue;
                };
                let what = "承办人离岗，请另行指定承办人，答复时限不变";
                (unit, None, what.to_owned())
            }
            Event::HandlerChanged { handler, .. } if is_system => {
                let Some(unit) = suggestion.lead_unit() else {
                    continue;
                };
                let what = "承办人离岗，已由其代理人接办，时限不变";
                (unit, Some(*handler), what.to_owned())
            }
            Event::ReviewAssigned { unit, .. } => {
                let what = "指定你单位作出复查（复核）意见，期限见办理页面";
                (*unit, None, what.to_owned())
            }
            Event::Submitted(_)
            | Event::ImportedClosed { .. }
            | Event::Accepted { .. }
            | Event::SupplementAsked { .. }
            | Event::Supplemented { .. }
            | Event::SupplementLapsed
            | Event::DeclineProposed { .. }
            | Event::DeclineRejected { .. }
            | Event::Declined { .. }
            | Event::Assigned { .. }
            | Event::Acknowledged { .. }
            | Event::SupportGiven { .. }
            | Event::ReplyDrafted { .. }
            | Event::DraftReturned { .. }
            | Event::ReplyIssued { .. }
            | Event::Rated { .. }
            | Event::RatingLapsed
            | Event::Closed { .. }
            | Event::CommitmentTracked { .. }
            | Event::Withdrawn { .. }
            | Event::Noted { .. }
            | Event::ExclusionProposed { .. }
            | Event::Excluded { .. }
            | Event::ExclusionRefused { .. }
            | Event::RepeatMarked { .. }
            | Event::SendBackRequested { .. }
            | Event::SentBack { .. }
            | Event::RulingAsked { .. }
            | Event::Ruled { .. }
            | Event::Reassigned { .. }
            | Event::MergeProposed(_)
            | Event::MergeRefused { .. }
            | Event::Merged(_)
            | Event::ChildTaken(_)
            | Event::ChildAnswered(_)
            | Event::ChildReleased(_)
            | Event::ParentFollowed(_)
            | Event::Unmerged(_)
            | Event::PointsSplit { .. }
            | Event::Split { .. }
            | Event::SupportAsked { .. }
            | Event::SupportAdded { .. }
            | Event::SupportRefused { .. }
            | Event::ExtensionAsked { .. }
            | Event::ExtensionGranted { .. }
            | Event::ExtensionRefused { .. }
            | Event::HandlerChanged { .. }
            | Event::Recused { .. }
            | Event::AccusedNamed { .. }
            | Event::Redone { .. }
            | Event::FollowedUp { .. }
            | Event::CommitmentFulfilled { .. }
            | Event::ConsentGiven { .. }
            | Event::ConsentWithdrawn
            | Event::Published { .. }
            | Event::Unpublished { .. }
            | Event::Archived { .. }
            | Event::Supervised { .. }
            | Event::SupervisionAnswered { .. }
            | Event::SupervisionLifted { .. }
            | Event::Directed { .. }
            | Event::DirectiveAnswered { .. }
            | Event::Shelved { .. }
            | Event::Unshelved { .. }
            | Event::TerminationProposed { .. }
            | Event::TerminationRefused { .. }
            | Event::Terminated { .. }
            | Event::UrgencyChanged { .. }
            | Event::OverdueExplained { .. }
            | Event::AcceptanceTold { .. }
            | Event::ReviewAsked { .. }
            | Event::ReviewWindowLapsed
            | Event::ReviewConcluded { .. }
            | Event::MajorMarked { .. }
            | Event::Assessed(_)
            | Event::EffectReported(_)
            | Event::AwardProposed(_)
            | Event::AwardApproved(_)
            | Event::AwardRefused { .. }
            | Event::DueMoved { .. }
            | Event::DueConfirmed { .. } => continue,
        };
        for account in readers(directory, tx, suggestion, unit, handler).await? {
            tx.insert_staff_notice(NewStaffNotice {
                account,
                suggestion: Some(suggestion.id),
                kind: ReminderNotice::Moved,
                text: format!(
                    "【{}】{}：{what}。",
                    ReminderNotice::Moved,
                    suggestion.ticket_no
                ),
                created_at: ctx.now,
            })
            .await?;
        }
    }
    Ok(())
}

/// Head and liaison of the unit (the desk: its clerks) and whoever handles it now; of a 保密件
/// only the head and the handler (DOMAIN 6), of no item who is accused in it.
async fn readers(
    directory: &Directory,
    tx: &Tx,
    suggestion: &Suggestion,
    unit: UnitId,
    handler: Option<AccountId>,
) -> Result<Vec<AccountId>, AppError> {
    let is_told = |account: &Account| {
        let is_of_unit = account.unit == unit
            && account.roles.iter().any(|role| match role {
                Role::Head => true,
                Role::Liaison => !suggestion.is_restricted,
                Role::Clerk => unit == suggestion.desk,
                Role::Registrar
                | Role::Handler
                | Role::Supervisor
                | Role::Leader
                | Role::Caller
                | Role::Publisher
                | Role::Reporter
                | Role::Archivist
                | Role::SystemAdmin
                | Role::SecurityAdmin
                | Role::AuditAdmin => false,
            });
        let viewer = directory.viewer(account.id, account.unit);
        account.is_active
            && (is_of_unit || Some(account.id) == handler)
            && !suggestion.overlays.accused.names(&viewer)
    };
    let accounts = tx.accounts().await?;
    Ok(accounts
        .iter()
        .filter(|a| is_told(a))
        .map(|a| a.id)
        .collect())
}
