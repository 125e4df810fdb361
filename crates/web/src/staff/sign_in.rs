//! 登录, 退出, 修改密码.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use huiyin_app::AppError;
use huiyin_app::accounts::{self, PASSWORD_MIN, SignIn};
use huiyin_core::Personal;
use serde::Deserialize;

use crate::fault::{Fault, private_html};
use crate::guard::{ClientAddress, Staff, cookie_name, token};
use crate::limit::Limited;
use crate::pages::account::{LoginPage, PasswordPage};
use crate::pages::chrome::Chrome;
use crate::pages::field::FormErrors;
use crate::pages::urls;
use crate::posted::Posted;
use crate::present::{desk_chrome, form_errors};
use crate::state::Web;

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// A path of this site, nothing else: `//elsewhere` would leave it.
fn safe_next(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if is_path && !next.contains(|c: char| c.is_control()) {
        next
    } else {
        urls::DESK
    }
}

fn page(web: &Web, username: &str, next: &str, errors: &FormErrors) -> LoginPage {
    let chrome = Chrome::public(web.organisation(), "工作人员登录", urls::LOGIN);
    LoginPage::new(chrome, "", username, next, errors)
}

pub(crate) async fn login_page(
    State(web): State<Web>,
    Query(query): Query<Next>,
) -> Result<Response, Fault> {
    let page = page(&web, "", safe_next(&query.next), &FormErrors::default());
    private_html(StatusCode::OK, &page)
}

pub(crate) async fn login(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    posted: Posted,
) -> Result<Response, Fault> {
    let username = posted.field("username").to_owned();
    let next = safe_next(posted.field("next")).to_owned();
    let form = SignIn {
        username: username.clone(),
        password: Personal::new(posted.field("password").to_owned()),
    };
    let outcome = if web.limits().allows(Limited::SignIn, address) {
        accounts::sign_in(web.app(), form).await
    } else {
        Err(AppError::TooMany(
            "登录尝试过于频繁，请 15 分钟后再试".to_owned(),
        ))
    };
    match outcome {
        Ok(token) => {
            let mut response = Redirect::to(&next).into_response();
            set_cookie(&web, &mut response, &token, "")?;
            Ok(response)
        }
        Err(AppError::Unauthenticated(text) | AppError::TooMany(text)) => {
            let mut errors = FormErrors::default();
            errors.add("", text);
            private_html(
                StatusCode::UNAUTHORIZED,
                &page(&web, &username, &next, &errors),
            )
        }
        Err(other) => Err(other.into()),
    }
}

fn set_cookie(web: &Web, response: &mut Response, value: &str, more: &str) -> Result<(), Fault> {
    let is_https = web.is_https();
    let secure = if is_https { "; Secure" } else { "" };
    let cookie = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}",
        cookie_name(is_https)
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(AppError::internal)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(())
}

pub(crate) async fn logout(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    if let Some(token) = token(&headers, web.is_https()) {
        accounts::sign_out(web.app(), &token).await?;
    }
    let mut response = Redirect::to(urls::LOGIN).into_response();
    set_cookie(&web, &mut response, "", "; Max-Age=0")?;
    Ok(response)
}

pub(crate) async fn password_page(
    State(web): State<Web>,
    Staff(signed_in): Staff,
) -> Result<Response, Fault> {
    let chrome = desk_chrome(&web, &signed_in, "修改密码", urls::PASSWORD);
    let forced = signed_in.must_change_password;
    let page = PasswordPage::new(chrome, forced, PASSWORD_MIN, &FormErrors::default());
    private_html(StatusCode::OK, &page)
}

pub(crate) async fn password(
    State(web): State<Web>,
    Staff(signed_in): Staff,
    posted: Posted,
) -> Result<Response, Fault> {
    posted.check_csrf(&signed_in)?;
    let again = |errors: &FormErrors| {
        let chrome = desk_chrome(&web, &signed_in, "修改密码", urls::PASSWORD);
        let page = PasswordPage::new(chrome, signed_in.must_change_password, PASSWORD_MIN, errors);
        private_html(StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    let new = posted.field("new");
    if new != posted.field("again") {
        let mut errors = FormErrors::default();
        errors.add("again", "两次输入的新密码不一样");
        return again(&errors);
    }
    let old = Personal::new(posted.field("current").to_owned());
    let new = Personal::new(new.to_owned());
    match accounts::change_own_password(web.app(), signed_in.account(), &old, &new).await {
        // all sessions ended with the old password
        Ok(()) => Ok(Redirect::to(urls::LOGIN).into_response()),
        Err(AppError::Invalid(errors)) => again(&form_errors(
            &errors,
            &[("old_password", "current"), ("password", "new")],
        )),
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(
            safe_next("/desk/suggestions/4?x=1"),
            "/desk/suggestions/4?x=1"
        );
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "desk",
        ] {
            assert_eq!(safe_next(bad), urls::DESK, "{bad}");
        }
    }
}
