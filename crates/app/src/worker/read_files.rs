//! Reads the words in files that came with suggestions, once, so that search finds them.

use std::sync::atomic::Ordering;
use std::time::Duration;

use huiyin_core::{AttachmentId, FileText, TextState};
use huiyin_intake::text;
use huiyin_store::{StoreError, UnreadFile};
use tokio::sync::oneshot;

use crate::application::App;
use crate::error::AppError;

/// Files taken in one run.
const BATCH: u64 = 50;
/// How long one file is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// Attachments behind the last one looked at are looked at again: rows may become visible in
/// another order than they were numbered.
const OVERLAP: i64 = 1_000;

/// Reads what nobody has read yet; gives how many files. What cannot be read is noted like what
/// can, and not tried again before the readers know more ([`text::FORM`]).
pub async fn read_files(app: &App) -> Result<u64, AppError> {
    let media_types = text::readable_media_types();
    let mut n_read = 0;
    loop {
        let looked_at = app.0.files_looked_at.load(Ordering::Relaxed);
        let after = AttachmentId(looked_at.saturating_sub(OVERLAP));
        let unread = app
            .store()
            .read()
            .unread_files(&media_types, text::FORM, after, BATCH)
            .await?;
        let Some(last) = unread.last().map(|file| file.attachment.0) else {
            return Ok(n_read);
        };
        for file in unread {
            let Some(read) = read_one(app, &file).await? else {
                // every thread is held up by some file; the rest waits for the next run
                return Ok(n_read);
            };
            n_read += keep(app, &file, read).await?;
        }
        app.0.files_looked_at.fetch_max(last, Ordering::Relaxed);
        app.written().notify_waiters();
    }
}

/// `None` when no thread is free.
async fn read_one(app: &App, file: &UnreadFile) -> Result<Option<FileText>, AppError> {
    let bytes = match app.store().get_blob(file.digest).await {
        Ok(Some(bytes)) => bytes,
        // `huiyin verify` tells about it; a search cannot
        Ok(None) | Err(StoreError::Corrupt(_)) => {
            return Ok(Some(FileText::without(TextState::Damaged)));
        }
        Err(error) => return Err(error.into()),
    };
    let Ok(permit) = std::sync::Arc::clone(&app.0.reading).try_acquire_owned() else {
        tracing::warn!("all threads that read files are held up");
        return Ok(None);
    };
    let (done, answer) = oneshot::channel();
    let media_type = file.media_type.clone();
    // not a thread of the pool: a file that is never finished must not hold up anything else
    std::thread::Builder::new()
        .name("read-file".to_owned())
        .stack_size(text::STACK_BYTES)
        .spawn(move || {
            let read = text::read_text(&media_type, &bytes);
            drop(permit);
            // nobody waits for one that took too long
            let _ = done.send(read);
        })
        .map_err(AppError::internal)?;
    let read = match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(read)) => read,
        Ok(Err(_)) => FileText::without(TextState::Damaged),
        Err(_) => FileText::without(TextState::TooSlow),
    };
    if !matches!(read.state, TextState::Read | TextState::Empty) {
        tracing::info!(
            attachment = file.attachment.0,
            state = read.state.code(),
            size = file.size,
            "the words of a file were not read to their end"
        );
    }
    Ok(Some(read))
}

async fn keep(app: &App, file: &UnreadFile, read: FileText) -> Result<u64, AppError> {
    let (digest, at) = (file.digest, app.now());
    let kept = app
        .store()
        .write(move |tx| {
            let read = read.clone();
            Box::pin(async move { tx.put_file_text(digest, &read, text::FORM, at).await })
        })
        .await;
    match kept {
        Ok(()) => Ok(1),
        // another node was faster
        Err(StoreError::Taken(_)) => Ok(0),
        Err(error) => Err(error.into()),
    }
}
