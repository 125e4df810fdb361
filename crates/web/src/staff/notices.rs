//! 通知 of the signed-in member of staff.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::desk::{self, StaffNotice};
use huiyin_core::{ReminderNotice, time};

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::chrome::Tone;
use crate::pages::desk::notices::{NoticeRow, NoticesPage};
use crate::pages::parts::Badge;
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::desk_chrome;
use crate::state::Web;

pub(crate) async fn notices(
    State(web): State<Web>,
    Staff(signed_in): Staff,
) -> Result<Response, Fault> {
    let chrome = desk_chrome(&web, &signed_in, "通知", urls::NOTICES);
    let (read, unread): (Vec<_>, Vec<_>) = desk::notices(web.app(), &signed_in.actor)
        .await?
        .into_iter()
        .partition(|notice| notice.read_at.is_some());
    let mark_read = (!unread.is_empty())
        .then(|| ActionForm::new("read", "全部标为已读", urls::NOTICES, &chrome.csrf));
    let page = NoticesPage {
        chrome,
        unread: unread.into_iter().map(row).collect(),
        read: read.into_iter().map(row).collect(),
        mark_read,
    };
    private_html(StatusCode::OK, &page)
}

fn row(notice: StaffNotice) -> NoticeRow {
    NoticeRow {
        kind: Badge::new(notice.kind.label(), tone(notice.kind)),
        text: notice.text,
        at: time::minute(notice.created_at),
        href: notice.suggestion.map(urls::suggestion).unwrap_or_default(),
    }
}

const fn tone(kind: ReminderNotice) -> Tone {
    match kind {
        ReminderNotice::Reminder => Tone::Neutral,
        ReminderNotice::Moved => Tone::Info,
        ReminderNotice::Formal => Tone::Warn,
        ReminderNotice::Circular => Tone::Bad,
    }
}

/// Everything shown is read.
pub(crate) async fn read_notices(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    desk::read_notices(web.app(), &signed_in.actor).await?;
    Ok(Redirect::to(urls::NOTICES).into_response())
}
