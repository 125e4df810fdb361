//! Reads a posted form, urlencoded or multipart, into fields as typed and files. What is too large
//! is skipped, not refused, so that the page can come back with everything else.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use huiyin_app::accounts::SignedIn;
use huiyin_app::arrival::RawFile;
use huiyin_app::handling::ActionForm;
use subtle::ConstantTimeEq;

use crate::fault::Fault;
use crate::pages::public::error::ErrorKind;
use crate::pages::public::submit::MAX_MEGABYTES;
use crate::state::Web;

/// Largest urlencoded body.
const FORM_MAX: usize = 2 * 1024 * 1024;
/// Largest text field; longer ones are cut there and found too long by their rule.
const FIELD_MAX: usize = 400_000;
/// Most fields and files of one form.
const PARTS_MAX: usize = 400;
const FILE_MAX: usize = MAX_MEGABYTES * 1024 * 1024;
/// Files whose bytes are kept at all.
const FILES_KEPT: usize = 6;

/// A posted form.
#[derive(Debug, Default)]
pub(crate) struct Posted {
    pub(crate) form: ActionForm,
    pub(crate) files: Vec<RawFile>,
}

impl Posted {
    /// Refuses a form that does not carry the token of the session it is sent with.
    pub(crate) fn check_csrf(&self, signed_in: &SignedIn) -> Result<(), Fault> {
        let sent = self.form.raw("csrf").as_bytes();
        if sent.ct_eq(signed_in.csrf.as_bytes()).into() {
            Ok(())
        } else {
            Err(Fault::new(ErrorKind::ExpiredForm))
        }
    }

    /// Every text that was typed, but for the named fields.
    pub(crate) fn texts(&self, without: &[&str]) -> Vec<(String, String)> {
        self.form
            .iter()
            .filter(|(name, text)| !without.contains(name) && !text.trim().is_empty())
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect()
    }

    pub(crate) fn field(&self, name: &str) -> &str {
        self.form.raw(name)
    }

    /// The revision of the item that the form was made from.
    pub(crate) fn revision(&self) -> Result<i64, Fault> {
        self.field("revision")
            .parse()
            .map_err(|_typed| Fault::new(ErrorKind::ExpiredForm))
    }
}

impl FromRequest<Web> for Posted {
    type Rejection = Fault;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Fault> {
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if content_type.starts_with("multipart/form-data") {
            let multipart = Multipart::from_request(request, web)
                .await
                .map_err(|_typed| Fault::new(ErrorKind::BadRequest))?;
            return read_multipart(multipart).await;
        }
        if content_type.starts_with("application/x-www-form-urlencoded") {
            let bytes = axum::body::to_bytes(request.into_body(), FORM_MAX)
                .await
                .map_err(|_typed| Fault::new(ErrorKind::TooLarge))?;
            let pairs: Vec<(String, String)> = form_urlencoded::parse(&bytes)
                .map(|(k, v)| (k.into_owned(), v.into_owned()))
                .collect();
            check_utf8(&pairs)?;
            return Ok(Self {
                form: ActionForm::new(pairs),
                files: Vec::new(),
            });
        }
        Err(Fault::new(ErrorKind::UnsupportedMedia))
    }
}

/// Broken UTF-8 became replacement characters: such a text must not be registered as if it were
/// what the person wrote.
fn check_utf8(pairs: &[(String, String)]) -> Result<(), Fault> {
    if pairs.iter().any(|(_, value)| value.contains('\u{fffd}')) {
        return Err(Fault::saying(
            ErrorKind::BadRequest,
            "提交的文字编码有误，无法读取。内容没有登记，请刷新页面后重新填写，或换一个浏览器。",
        ));
    }
    Ok(())
}

async fn read_multipart(mut multipart: Multipart) -> Result<Posted, Fault> {
    let broken = |error: axum::extract::multipart::MultipartError| {
        if error.status().as_u16() == 413 {
            Fault::new(ErrorKind::TooLarge)
        } else {
            Fault::new(ErrorKind::BadRequest)
        }
    };
    let mut pairs = Vec::new();
    let mut files = Vec::new();
    let mut parts = 0;
    while let Some(mut field) = multipart.next_field().await.map_err(broken)? {
        parts += 1;
        if parts > PARTS_MAX {
            return Err(Fault::new(ErrorKind::BadRequest));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let is_file = file_name.is_some();
        let cap = match (is_file, files.len() < FILES_KEPT) {
            (true, true) => FILE_MAX,
            (true, false) => 0,
            (false, _) => FIELD_MAX,
        };
        let mut bytes = Vec::new();
        let mut is_too_large = false;
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            if bytes.len() + chunk.len() > cap {
                is_too_large = true;
            } else if !is_too_large {
                bytes.extend_from_slice(&chunk);
            }
        }
        match file_name {
            // a file field left empty
            Some(file_name) if file_name.is_empty() && bytes.is_empty() => {}
            Some(file_name) => {
                if is_too_large {
                    bytes = Vec::new();
                }
                files.push(RawFile {
                    file_name,
                    bytes,
                    is_too_large,
                });
            }
            None => {
                let text = String::from_utf8(bytes)
                    .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
                pairs.push((name, text));
            }
        }
    }
    check_utf8(&pairs)?;
    Ok(Posted {
        form: ActionForm::new(pairs),
        files,
    })
}
