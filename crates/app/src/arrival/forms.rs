//! The two forms through which people submit: the public page and the desk's registration.

use huiyin_core::{Actor, Role, StaffActor, TopicId};
use huiyin_intake::form::{FormErrors, RegistrationForm, SubmissionForm};
use huiyin_intake::upload::{self, UploadReason};

use super::receipt::Receipt;
use super::submit::{NOBODY_YET, Upload, submit};
use crate::application::App;
use crate::error::{AppError, FieldError};

/// A file as it arrived. Bytes beyond the limit are not kept, only the fact.
#[derive(Debug, Clone)]
pub struct RawFile {
    pub file_name: String,
    pub bytes: Vec<u8>,
    pub is_too_large: bool,
}

fn invalid(errors: &FormErrors) -> Vec<FieldError> {
    errors
        .iter()
        .map(|e| FieldError {
            field: e.field,
            message: e.message.clone(),
        })
        .collect()
}

/// Cleans the files: sniffs, redraws pictures without their metadata. All refusals at once.
pub async fn clean_files(files: Vec<RawFile>) -> Result<Vec<Upload>, AppError> {
    let mut errors = Vec::new();
    if files.len() > upload::MAX_FILES {
        errors.push(FieldError {
            field: "files",
            message: UploadReason::TooMany.to_string(),
        });
    }
    let mut clean = Vec::new();
    for file in files.into_iter().take(upload::MAX_FILES) {
        if file.is_too_large {
            let message = format!("“{}”{}", file.file_name, UploadReason::TooLarge);
            errors.push(FieldError {
                field: "files",
                message,
            });
            continue;
        }
        let inspected =
            tokio::task::spawn_blocking(move || upload::inspect(&file.file_name, &file.bytes))
                .await
                .map_err(AppError::internal)?;
        match inspected {
            Ok(found) => clean.push(Upload {
                file_name: found.file_name,
                media_type: found.media_type,
                bytes: found.bytes,
            }),
            Err(error) => {
                errors.push(FieldError {
                    field: "files",
                    message: error.to_string(),
                });
            }
        }
    }
    if errors.is_empty() {
        Ok(clean)
    } else {
        Err(AppError::Invalid(errors))
    }
}

fn merge(
    first: Vec<FieldError>,
    second: Result<Vec<Upload>, AppError>,
) -> Result<Vec<Upload>, AppError> {
    match second {
        Ok(uploads) if first.is_empty() => Ok(uploads),
        Ok(_) => Err(AppError::Invalid(first)),
        Err(AppError::Invalid(more)) => Err(AppError::Invalid([first, more].concat())),
        Err(other) => Err(other),
    }
}

/// The public form.
///
/// # Errors
/// [`AppError::Invalid`] with every wrong field at once.
pub async fn submit_form(
    app: &App,
    form: &SubmissionForm,
    files: Vec<RawFile>,
) -> Result<Receipt, AppError> {
    let directory = app.directory();
    let parsed = form.parse(app.now(), &|unit| directory.unit(unit).is_some());
    let (submission, errors) = match parsed {
        Ok(submission) => (Some(submission), Vec::new()),
        Err(errors) => (None, invalid(&errors)),
    };
    let uploads = merge(errors, clean_files(files).await)?;
    let mut submission =
        submission.ok_or_else(|| AppError::internal("form without errors or value"))?;
    submission.campaign = directory
        .campaign_coded(form.campaign.trim())
        .map(|row| row.id);
    submit(app, NOBODY_YET, submission, uploads).await
}

/// The desk writes down a call, a letter, a visit.
///
/// # Errors
/// [`AppError::Forbidden`] without the role, [`AppError::Invalid`] with every wrong field.
pub async fn register_form(
    app: &App,
    actor: &StaffActor,
    form: &RegistrationForm,
    topic: &str,
    files: Vec<RawFile>,
) -> Result<Receipt, AppError> {
    if !actor.has_any(&[Role::Registrar, Role::Clerk]) {
        return Err(AppError::Forbidden("由登记员或分办员登记".to_owned()));
    }
    let directory = app.directory();
    let parsed = form.parse(app.now(), &|unit| directory.unit(unit).is_some());
    let (registration, mut errors) = match parsed {
        Ok(registration) => (Some(registration), Vec::new()),
        Err(errors) => (None, invalid(&errors)),
    };
    let topic = match topic.trim() {
        "" => None,
        id => {
            let found = id
                .parse::<TopicId>()
                .ok()
                .filter(|id| directory.topic(*id).is_some());
            if found.is_none() {
                errors.push(FieldError {
                    field: "topic",
                    message: "没有这个类别".to_owned(),
                });
            }
            found
        }
    };
    let uploads = merge(errors, clean_files(files).await)?;
    let mut submission = registration
        .ok_or_else(|| AppError::internal("form without errors or value"))?
        .submission;
    submission.topic = topic;
    submission.registered_by = Some(actor.account);
    if let Some(no) = &submission.external_no
        && let Some(known) = app.store().read().find_by_external_no(no).await?
    {
        let known = app.store().read().load_unlocked(known).await?;
        let ticket = known.map(|s| s.ticket_no.to_string()).unwrap_or_default();
        return Err(AppError::invalid(
            "external_no",
            format!("这个外部编号已经登记过（{ticket}）"),
        ));
    }
    submit(app, Actor::Staff(actor.clone()), submission, uploads).await
}
