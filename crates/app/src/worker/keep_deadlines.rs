//! What happens by itself when a time runs out: a supplement that did not come, a rating window
//! that closes, an item nobody needs to decide any more, a reminder of what is still owed.

use chrono::Duration;
use huiyin_core::ObligationKind;
use huiyin_workflow::Action;

use crate::application::App;
use crate::error::AppError;
use crate::handling::perform_as;

/// Obligations looked at in one run. Generous, because items that wait for a supervisor stay due
/// and must not keep the others from their turn.
const BATCH: u64 = 50_000;

/// What ends when its time has run out.
const WINDOWS: [ObligationKind; 3] = [
    ObligationKind::Supplement,
    ObligationKind::Rate,
    ObligationKind::ReviewWindow,
];

/// How long before its due time the system closes what nobody closed by hand: afterwards it would
/// count as late.
pub(super) const CLOSE_AHEAD: Duration = Duration::hours(12);

/// Acts on what is due; gives how many items moved. Each act is decided by the engine on the
/// present state, so a second run finds nothing left to do.
pub async fn keep_deadlines(app: &App) -> Result<u64, AppError> {
    let (read, now) = (app.store().read(), app.now());
    let mut due = read
        .open_obligations_due_before(now, &WINDOWS, BATCH)
        .await?;
    due.extend(
        read.open_obligations_due_before(now + CLOSE_AHEAD, &[ObligationKind::Close], BATCH)
            .await?,
    );
    let mut moved = 0;
    for obligation in due {
        let action = match obligation.kind {
            ObligationKind::Supplement => Action::LapseSupplement,
            ObligationKind::Rate => Action::LapseRating,
            ObligationKind::ReviewWindow => Action::LapseReviewWindow,
            ObligationKind::Close => Action::Close,
            ObligationKind::Acknowledge
            | ObligationKind::Accept
            | ObligationKind::TellDecline
            | ObligationKind::Assign
            | ObligationKind::Rule
            | ObligationKind::Reply
            | ObligationKind::SupportOpinion
            | ObligationKind::SignOff
            | ObligationKind::FollowUp
            | ObligationKind::Commitment
            | ObligationKind::ConfirmSupport
            | ObligationKind::DecideMerge
            | ObligationKind::DecideExtension
            | ObligationKind::DecideTermination
            | ObligationKind::DecideExclusion
            | ObligationKind::Supervision
            | ObligationKind::Directive
            | ObligationKind::ShelveReview
            | ObligationKind::TellAcceptance
            | ObligationKind::AssignReview
            | ObligationKind::DecideReview
            | ObligationKind::EffectReport
            | ObligationKind::DecideAward => continue,
        };
        let ctx = app.system_ctx("keep_deadlines");
        match perform_as(app, ctx, None, obligation.suggestion, None, action).await {
            Ok(_) => moved += 1,
            // somebody acted in between, or a dissatisfied item waits for the supervisor
            Err(AppError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    super::remind::remind(app).await?;
    Ok(moved)
}
