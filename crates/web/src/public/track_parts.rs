//! 拆分 on the query page: the parts of a letter with what each was answered, and the way back.

use huiyin_app::{AppError, Directory, tracking};
use huiyin_core::time;
use huiyin_workflow::Suggestion;

use super::track_key::TrackKey;
use super::track_view::standing;
use crate::catalogue::Messages;
use crate::fault::Fault;
use crate::pages::parts::Badge;
use crate::pages::public::track::{PartView, WholeView};
use crate::present;
use crate::state::Web;

/// What was split off this letter, in the order in which it was.
pub(super) async fn parts(
    web: &Web,
    m: &Messages,
    key: &TrackKey,
    letter: &Suggestion,
    directory: &Directory,
) -> Result<Vec<PartView>, Fault> {
    let read = web.app().store().read();
    let mut views = Vec::new();
    for (no, part) in (1..).zip(tracking::parts(web.app(), letter).await?) {
        let text = read.submission(part.id).await.map_err(AppError::from)?;
        let reply = part.issued_replies().last();
        let due = part
            .next_due_for_submitter()
            .filter(|_| !part.status.is_final());
        views.push(PartView {
            ticket_no: part.ticket_no.to_string(),
            title: text.map(|text| text.title).unwrap_or_default(),
            status: Badge::status(part.status),
            standing: standing(m, &part, directory),
            due: due.map_or_else(String::new, |due| {
                let day = time::chinese_date(time::due_date(due.due_at));
                m.fill("track.part_due", &[due.kind.label(), &day])
            }),
            reply: reply.map(|reply| present::reply(&part, reply, directory)),
            href: key.with_part(no).address(),
        });
    }
    Ok(views)
}

/// The letter that this part was split off.
pub(super) fn whole(m: &Messages, key: &TrackKey, part: &Suggestion) -> Option<WholeView> {
    let from = part.overlays.split_from.as_ref()?;
    Some(WholeView {
        text: m.fill("track.part_of", &[&from.original_no.to_string()]),
        href: key.letter().address(),
    })
}
