//! Who is asking: the session behind the cookie, held against the access of the route.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::accounts::{self, SignedIn};

use crate::access::Access;
use crate::fault::Fault;
use crate::pages::public::error::ErrorKind;
use crate::pages::urls;
use crate::posted::Posted;
use crate::state::Web;

/// The signed-in person, if any, as far as the route needed to know.
#[derive(Debug, Clone)]
pub(crate) struct Visitor(pub(crate) Option<SignedIn>);

/// The signed-in person of a guarded route.
#[derive(Debug, Clone)]
pub(crate) struct Staff(pub(crate) SignedIn);

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        match parts.extensions.get::<Visitor>() {
            Some(Visitor(Some(signed_in))) => Ok(Self(signed_in.clone())),
            Some(Visitor(None)) | None => Err(Fault::SignIn {
                next: String::new(),
            }),
        }
    }
}

/// Name of the session cookie. Browsers accept the `__Host-` prefix only over TLS.
pub(crate) const fn cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-huiyin" } else { "huiyin" }
}

/// The session token in the request's cookies.
pub(crate) fn token(headers: &HeaderMap, is_https: bool) -> Option<String> {
    let name = cookie_name(is_https);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Middleware of one route: lets in whom `access` names.
pub(crate) async fn guard(
    State((web, access)): State<(Web, Access)>,
    mut request: Request,
    next: Next,
) -> Response {
    let signed_in = match access {
        Access::Public | Access::CodeHolder => None,
        Access::SignedIn | Access::AnyOf(_) => {
            let asked = Asked::of(&request, web.is_https());
            match admitted(&web, access, asked).await {
                Ok(signed_in) => Some(signed_in),
                Err(Refused::Expired) => return expired(&web, request).await,
                Err(Refused::Answer(response)) => return *response,
            }
        }
    };
    let visitor = Visitor(signed_in);
    request.extensions_mut().insert(visitor.clone());
    let mut response = next.run(request).await;
    // the page for a later error shows the same frame
    response.extensions_mut().insert(visitor);
    response
}

/// What the guard needs of a request; the request itself cannot be held while waiting.
struct Asked {
    token: Option<String>,
    is_get: bool,
    path: String,
    /// Path and query, to come back to after signing in.
    target: String,
}

impl Asked {
    fn of(request: &Request, is_https: bool) -> Self {
        let uri = request.uri();
        Self {
            token: token(request.headers(), is_https),
            is_get: request.method() == Method::GET,
            path: uri.path().to_owned(),
            target: uri
                .path_and_query()
                .map_or(uri.path(), |p| p.as_str())
                .to_owned(),
        }
    }
}

/// Why nobody is let in.
enum Refused {
    /// A form was sent with a session that has ended.
    Expired,
    Answer(Box<Response>),
}

impl Refused {
    fn answer(response: impl IntoResponse) -> Self {
        Self::Answer(Box::new(response.into_response()))
    }
}

/// Fields that are nobody's text, or that must not be shown.
const NOT_KEPT: [&str; 8] = [
    "csrf", "once", "revision", "then", "password", "current", "new", "again",
];

/// Says that the session ended and gives back what was typed.
async fn expired(web: &Web, request: Request) -> Response {
    let fault = Fault::saying(
        ErrorKind::ExpiredForm,
        "您太久没有操作，登录已经失效，刚才的内容没有提交。",
    );
    let kept = match Posted::from_request(request, web).await {
        Ok(posted) => posted.texts(&NOT_KEPT),
        Err(_) => Vec::new(),
    };
    fault.keeping(kept).into_response()
}

async fn admitted(web: &Web, access: Access, asked: Asked) -> Result<SignedIn, Refused> {
    let signed_in = match asked.token {
        Some(token) => accounts::session(web.app(), &token)
            .await
            .map_err(|error| Refused::answer(Fault::from(error)))?,
        None => None,
    };
    let Some(signed_in) = signed_in else {
        return Err(if asked.is_get {
            Refused::answer(Fault::SignIn { next: asked.target })
        } else {
            Refused::Expired
        });
    };
    let path = asked.path.as_str();
    if signed_in.must_change_password && path != urls::PASSWORD && path != urls::LOGOUT {
        return Err(Refused::answer(Redirect::to(urls::PASSWORD)));
    }
    let may = match access {
        Access::AnyOf(roles) => signed_in.actor.has_any(roles),
        Access::Public | Access::CodeHolder | Access::SignedIn => true,
    };
    if may {
        Ok(signed_in)
    } else {
        let text = "您的角色不能打开这个页面。";
        let mut response = Fault::saying(ErrorKind::Forbidden, text).into_response();
        response.extensions_mut().insert(Visitor(Some(signed_in)));
        Err(Refused::answer(response))
    }
}

/// The address of whoever is asking, for rate limits only; never stored (DOMAIN 6).
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl FromRequestParts<Web> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        let peer = parts
            .extensions
            .get::<SocketAddr>()
            .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), SocketAddr::ip);
        let trusted = &web.settings().trusted_proxies;
        if !trusted.iter().any(|net| contains(*net, peer)) {
            return Ok(Self(peer));
        }
        // the last address that is not a proxy of ours was written by one of ours
        let client = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|v| v.to_str().ok())
            .flat_map(|line| line.split(','))
            .filter_map(|address| address.trim().parse::<IpAddr>().ok())
            .rfind(|address| !trusted.iter().any(|net| contains(*net, *address)));
        Ok(Self(client.unwrap_or(peer)))
    }
}

fn contains((network, prefix): (IpAddr, u8), address: IpAddr) -> bool {
    match (network.to_canonical(), address.to_canonical()) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            let shift = 32_u32.saturating_sub(u32::from(prefix));
            let cut = |bits: u32| bits.checked_shr(shift).unwrap_or(0);
            cut(network.to_bits()) == cut(address.to_bits())
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => {
            let shift = 128_u32.saturating_sub(u32::from(prefix));
            let cut = |bits: u128| bits.checked_shr(shift).unwrap_or(0);
            cut(network.to_bits()) == cut(address.to_bits())
        }
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_contain_their_addresses() {
        let check = |network: &str, prefix, address: &str| {
            contains((network.parse().unwrap(), prefix), address.parse().unwrap())
        };
        assert!(check("10.0.0.0", 8, "10.9.8.7"));
        assert!(!check("10.0.0.0", 8, "11.9.8.7"));
        assert!(check("127.0.0.1", 32, "127.0.0.1"));
        assert!(!check("127.0.0.1", 32, "127.0.0.2"));
        assert!(check("fd00::", 8, "fd12::1"));
        assert!(!check("fd00::", 8, "10.0.0.1"));
    }

    #[test]
    fn the_token_is_found_among_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=b; huiyin=secret; c=d".parse().unwrap());
        assert_eq!(token(&headers, false).as_deref(), Some("secret"));
        assert_eq!(token(&headers, true), None);
    }
}
