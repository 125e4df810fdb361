//! 归档: the archivist's list and the packages.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use huiyin_app::accounts::SignedIn;
use huiyin_app::archive::{self as archives, Download};
use huiyin_app::{AppError, desk};
use huiyin_core::{IdentityLevel, SuggestionId, time};

use crate::fault::{Fault, private_html};
use crate::guard::Staff;
use crate::pages::action::ActionForm;
use crate::pages::desk::archive::{ArchivePage, ArchiveRow, ArchivedPage};
use crate::pages::field::{FieldView, FormErrors};
use crate::pages::parts::{Fact, LinkView, Pager};
use crate::pages::public::error::ErrorKind;
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{account_name, desk_chrome, form_errors};
use crate::state::Web;

fn kilobytes(bytes: u64) -> String {
    format!("{} KB", bytes.div_ceil(1024))
}

pub(crate) async fn archive(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    uri: Uri,
) -> Result<Response, Fault> {
    let page = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "page")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(1_u64)
        .clamp(1, 10_000);
    let app = web.app();
    let found = archives::list(app, &signed_in.actor, page).await?;
    let accounts = app
        .store()
        .read()
        .accounts()
        .await
        .map_err(AppError::from)?;
    let names: HashMap<_, _> = accounts.into_iter().map(|a| (a.id, a.name)).collect();
    let rows = found
        .rows
        .into_iter()
        .map(|entry| ArchiveRow {
            href: urls::archived(entry.suggestion),
            ticket_no: entry.ticket_no,
            title: entry.title,
            archived_at: time::minute(entry.archived_at),
            by: entry
                .archived_by
                .map_or_else(|| "按期自动".to_owned(), |by| account_name(&names, by)),
            size: kilobytes(entry.size),
        })
        .collect();
    let waiting = archives::waiting(app, &signed_in.actor)
        .await?
        .into_iter()
        .map(|s| {
            let ended = s.closed_at.map(time::minute).unwrap_or_default();
            let label = format!("{} {}，{ended}结束", s.ticket_no, s.status.label());
            LinkView::new(label, urls::suggestion(s.id))
        })
        .collect();
    let rule = match app.settings().archive.after_months {
        0 => "没有设定自动归档，由档案员手工归档。".to_owned(),
        months => format!("事项结束满 {months} 个月、没有未了的承诺和挂账的，自动归档。"),
    };
    let page = ArchivePage {
        chrome: desk_chrome(&web, &signed_in, "归档", urls::ARCHIVE),
        waiting,
        rule,
        rows,
        pager: Pager::new(page, archives::PER_PAGE, found.total, |page| {
            format!("{}?page={page}", urls::ARCHIVE)
        }),
    };
    private_html(StatusCode::OK, &page)
}

pub(crate) async fn archived(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<SuggestionId>,
) -> Result<Response, Fault> {
    let page = page(&web, &signed_in, id, "", &FormErrors::default()).await?;
    private_html(StatusCode::OK, &page)
}

async fn page(
    web: &Web,
    signed_in: &SignedIn,
    id: SuggestionId,
    typed: &str,
    errors: &FormErrors,
) -> Result<ArchivedPage, Fault> {
    let view = desk::view(web.app(), &signed_in.actor, id).await?;
    let s = &view.suggestion;
    let Some(kept) = &s.overlays.archived else {
        return Err(Fault::new(ErrorKind::NotFound));
    };
    let chrome = desk_chrome(web, signed_in, &view.text.title, urls::ARCHIVE);
    let base = urls::archived(id);
    let full = (s.identity_level == IdentityLevel::Named).then(|| {
        ActionForm::new(
            "full",
            "下载含身份的归档包",
            &format!("{base}/full"),
            &chrome.csrf,
        )
        .explain("查看身份须写明理由，每次都有记录。")
        .field(FieldView::textarea("reason", "理由", typed, 2).required())
        .errors(errors)
    });
    Ok(ArchivedPage {
        ticket_no: s.ticket_no.to_string(),
        title: view.text.title.clone(),
        facts: vec![
            Fact::new("状态", s.status.label()),
            Fact::new("归档时间", time::minute(kept.at)),
            Fact::new("大小", kilobytes(kept.bytes)),
            Fact::new("SHA-256", kept.digest.to_hex()),
        ],
        package_href: format!("{base}/package"),
        item_href: urls::suggestion(id),
        full,
        chrome,
    })
}

fn attachment(download: Download) -> Response {
    let name: String = form_urlencoded::byte_serialize(download.file_name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}"),
        ),
    ];
    (headers, download.bytes).into_response()
}

pub(crate) async fn archive_package(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<SuggestionId>,
) -> Result<Response, Fault> {
    Ok(attachment(
        archives::download(web.app(), &signed_in.actor, id).await?,
    ))
}

/// With the identity, for a reason.
pub(crate) async fn archive_full(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    Path(id): Path<SuggestionId>,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let reason = posted.field("reason");
    match archives::download_full(web.app(), &signed_in.actor, id, reason).await {
        Ok(found) => Ok(attachment(found)),
        Err(AppError::Invalid(errors)) => {
            let errors = form_errors(&errors, &[]);
            let page = page(&web, &signed_in, id, reason, &errors).await?;
            private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(other) => Err(other.into()),
    }
}
