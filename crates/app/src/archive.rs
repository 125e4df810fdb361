//! 归档: the package of an item, who may have it, and what is archived by the rule.

mod package;

use huiyin_core::{IdentityLevel, Personal, Role, StaffActor, SuggestionId};
pub use huiyin_report::check_archive;
use huiyin_report::{ArchiveText, archive_with};
use huiyin_store::{ArchiveEntry, Page};
use huiyin_workflow::{Action, Suggestion};

use crate::application::App;
use crate::error::AppError;
use crate::handling::identity_logged;

/// Items on a page of the archive.
pub const PER_PAGE: u64 = 50;
/// Items that the page offers for archiving.
const WAITING: u64 = 50;

/// A package ready to be handed out.
#[derive(Clone)]
pub struct Download {
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// Builds the package of the item as it is and stores it; the action records it.
///
/// # Errors
/// What the database or the disk says.
pub(crate) async fn prepare(app: &App, suggestion: &Suggestion) -> Result<Action, AppError> {
    let bytes = package::build(app, suggestion).await?;
    let size = bytes.len() as u64;
    let digest = app.store().put_blob(bytes).await?;
    Ok(Action::Archive {
        digest,
        bytes: size,
    })
}

/// The archive as the archivist sees it. `page` counts from 1.
///
/// # Errors
/// What the database says.
pub async fn list(
    app: &App,
    actor: &StaffActor,
    page: u64,
) -> Result<Page<ArchiveEntry>, AppError> {
    let offset = page.saturating_sub(1).min(1_000_000) * PER_PAGE;
    let scope = app.scope(actor);
    Ok(app.store().read().archive(&scope, offset, PER_PAGE).await?)
}

/// Ended items that could go to the archive now, the longest ended first.
///
/// # Errors
/// What the database says.
pub async fn waiting(app: &App, actor: &StaffActor) -> Result<Vec<Suggestion>, AppError> {
    let scope = app.scope(actor);
    let read = app.store().read();
    let ids = read.archivable(Some(&scope), app.now(), WAITING).await?;
    let mut found = Vec::new();
    for id in ids {
        found.extend(read.load_scoped(&scope, id).await?);
    }
    Ok(found)
}

async fn archived(
    app: &App,
    actor: &StaffActor,
    id: SuggestionId,
) -> Result<(Suggestion, Download), AppError> {
    if !actor.has(Role::Archivist) {
        return Err(AppError::Forbidden("归档包由档案员取用".to_owned()));
    }
    let read = app.store().read();
    let suggestion = read
        .load_scoped(&app.scope(actor), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let digest = suggestion
        .overlays
        .archived
        .as_ref()
        .map(|archived| archived.digest)
        .ok_or(AppError::NotFound)?;
    let bytes = app
        .store()
        .get_blob(digest)
        .await?
        .ok_or(AppError::NotFound)?;
    let file_name = format!("{}.zip", suggestion.ticket_no);
    Ok((suggestion, Download { file_name, bytes }))
}

/// The package as it lies in the archive; nobody's identity is in it.
///
/// # Errors
/// [`AppError::NotFound`] outside the scope or before it is archived.
pub async fn download(
    app: &App,
    actor: &StaffActor,
    id: SuggestionId,
) -> Result<Download, AppError> {
    Ok(archived(app, actor, id).await?.1)
}

/// The package with the identity beside it: with a reason, and logged like every look into the
/// vault (DOMAIN 6). 隐名 is known to the desk only.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, [`AppError::Forbidden`] for 隐名.
pub async fn download_full(
    app: &App,
    actor: &StaffActor,
    id: SuggestionId,
    reason: &str,
) -> Result<Download, AppError> {
    let (suggestion, masked) = archived(app, actor, id).await?;
    if suggestion.identity_level != IdentityLevel::Named {
        return Err(AppError::Forbidden(
            "隐名件的身份只有分办台可以查看，匿名件没有身份信息".to_owned(),
        ));
    }
    let identity = identity_logged(app, actor, id, reason)
        .await?
        .unwrap_or_default();
    let line = |name: &str, value: Option<Personal<String>>| {
        value
            .map(|v| format!("{name}：{}\n", v.expose()))
            .unwrap_or_default()
    };
    let text = [
        line("姓名", identity.name),
        line("电话", identity.phone),
        line("邮箱", identity.email),
        line("单位", identity.employer),
        format!("取用人：{}\n", actor.name),
    ]
    .concat();
    let beside = [ArchiveText {
        heading: "身份信息".to_owned(),
        text,
    }];
    let bytes = archive_with(masked.bytes, &beside).map_err(AppError::internal)?;
    Ok(Download {
        file_name: format!("{}-含身份.zip", suggestion.ticket_no),
        bytes,
    })
}
