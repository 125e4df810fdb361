//! What a person sees when something does not work: always a page in Chinese, never a bare status.

use askama::Template;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use huiyin_app::AppError;

use crate::guard::Visitor;
use crate::pages::chrome::Chrome;
use crate::pages::parts::Fact;
use crate::pages::public::error::{ErrorKind, ErrorPage};
use crate::present;
use crate::state::Web;

/// Why a handler does not answer with its page.
#[derive(Debug)]
pub(crate) enum Fault {
    Page {
        kind: ErrorKind,
        text: Option<String>,
        /// What was typed and could not be taken, as (field, text).
        kept: Vec<(String, String)>,
    },
    /// Not signed in (any more): to the sign-in page, and back afterwards.
    SignIn { next: String },
}

impl Fault {
    pub(crate) const fn new(kind: ErrorKind) -> Self {
        Self::Page {
            kind,
            text: None,
            kept: Vec::new(),
        }
    }

    pub(crate) fn saying(kind: ErrorKind, text: impl Into<String>) -> Self {
        Self::Page {
            kind,
            text: Some(text.into()),
            kept: Vec::new(),
        }
    }

    /// Gives back what was typed.
    pub(crate) fn keeping(self, kept: Vec<(String, String)>) -> Self {
        match self {
            Self::Page { kind, text, .. } => Self::Page { kind, text, kept },
            Self::SignIn { next } => Self::SignIn { next },
        }
    }
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        if error.is_our_fault() {
            tracing::error!(error = &error as &dyn std::error::Error, "request failed");
        }
        match error {
            AppError::Invalid(_) => Self::saying(ErrorKind::BadRequest, error.to_string()),
            AppError::Refused(refusal) => Self::saying(ErrorKind::Forbidden, refusal.to_string()),
            AppError::Stale => Self::saying(ErrorKind::Stale, AppError::Stale.to_string()),
            AppError::NotFound => Self::new(ErrorKind::NotFound),
            AppError::Forbidden(text) => Self::saying(ErrorKind::Forbidden, text),
            AppError::Unauthenticated(text) => Self::saying(ErrorKind::Forbidden, text),
            AppError::TooMany(text) => Self::saying(ErrorKind::TooManyRequests, text),
            AppError::DiskFull => Self::new(ErrorKind::StorageFull),
            AppError::Busy(_) => Self::new(ErrorKind::Unavailable),
            AppError::Search(_) => Self::saying(ErrorKind::Unavailable, error.to_string()),
            AppError::Internal(_) => Self::new(ErrorKind::Internal),
        }
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "template failed");
        Self::new(ErrorKind::Internal)
    }
}

/// Marks a response that [`render`] turns into a page.
#[derive(Debug, Clone)]
struct Unrendered {
    kind: ErrorKind,
    text: Option<String>,
    kept: Vec<(String, String)>,
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn { next } => {
                let address = if next.is_empty() {
                    "/login".to_owned()
                } else {
                    format!("/login?next={}", present::query_value(&next))
                };
                Redirect::to(&address).into_response()
            }
            Self::Page { kind, text, kept } => {
                let mut response = status(kind).into_response();
                response
                    .extensions_mut()
                    .insert(Unrendered { kind, text, kept });
                response
            }
        }
    }
}

fn status(kind: ErrorKind) -> StatusCode {
    StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The kind of a bare status that axum or a layer answered with.
const fn kind_of(status: StatusCode) -> ErrorKind {
    match status.as_u16() {
        403 => ErrorKind::ExpiredForm,
        404 => ErrorKind::NotFound,
        405 => ErrorKind::MethodNotAllowed,
        408 => ErrorKind::Timeout,
        410 => ErrorKind::Gone,
        413 => ErrorKind::TooLarge,
        415 => ErrorKind::UnsupportedMedia,
        429 => ErrorKind::TooManyRequests,
        503 => ErrorKind::Unavailable,
        507 => ErrorKind::StorageFull,
        400..=499 => ErrorKind::BadRequest,
        _ => ErrorKind::Internal,
    }
}

/// Middleware: any error without a page gets one.
pub(crate) async fn render(State(web): State<Web>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>().cloned();
    let response = next.run(request).await;
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    if !is_error || is_page {
        return response;
    }
    let Unrendered { kind, text, kept } = response
        .extensions()
        .get::<Unrendered>()
        .cloned()
        .unwrap_or_else(|| Unrendered {
            kind: kind_of(response.status()),
            text: None,
            kept: Vec::new(),
        });
    let visitor = response.extensions().get::<Visitor>().cloned().or(visitor);
    let chrome = match visitor.and_then(|v| v.0) {
        Some(signed_in) => present::desk_chrome(&web, &signed_in, "", ""),
        None => Chrome::public(web.organisation(), "", ""),
    };
    let mut page = ErrorPage::new(chrome, kind, "");
    if let Some(text) = text {
        page.text = text;
    }
    page.kept = kept
        .into_iter()
        .map(|(field, text)| Fact::new(field, text))
        .collect();
    let html = page
        .render()
        .unwrap_or_else(|_| "系统出错，请稍后重试。".to_owned());
    let mut rendered = (status(kind), Html(html)).into_response();
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            rendered.headers_mut().insert(name.clone(), value.clone());
        }
    }
    rendered
}

/// A panic in a handler: logged by the layer, a page for the person.
pub(crate) fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response<Body> {
    tracing::error!("a handler panicked");
    Fault::new(ErrorKind::Internal).into_response()
}

/// Renders a page.
pub(crate) fn html(page: &impl Template) -> Result<Response, Fault> {
    Ok(Html(page.render()?).into_response())
}

/// Renders a page that must not stay in any cache: it shows a secret or personal data.
pub(crate) fn private_html(status: StatusCode, page: &impl Template) -> Result<Response, Fault> {
    let mut response = (status, Html(page.render()?)).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
