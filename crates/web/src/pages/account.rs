//! Signing in and one's own password.

use askama::Template;

use super::action::ActionForm;
use super::chrome::{Chrome, Tone};
use super::field::{FieldView, FormErrors};
use super::urls;

/// `/login`. Field names: `username`, `password`, `next`, `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "account/login.html")]
pub struct LoginPage {
    pub chrome: Chrome,
    pub form: ActionForm,
}

impl LoginPage {
    /// `next` is a path of this site to go to afterwards. A wrong name and a wrong password get
    /// the same message, which belongs to no field: `errors.add("", …)`.
    pub fn new(
        chrome: Chrome,
        csrf: &str,
        username: &str,
        next: &str,
        errors: &FormErrors,
    ) -> Self {
        let form = ActionForm::new("login", "登录", urls::LOGIN, csrf)
            .tone(Tone::Good)
            .field(
                FieldView::text("username", "用户名", username)
                    .required()
                    .max_length(64)
                    .autocomplete("username")
                    .autofocus(),
            )
            .field(
                FieldView::line("password", "password", "密码", "")
                    .required()
                    .autocomplete("current-password"),
            )
            .field(FieldView::hidden("next", next))
            .errors(errors);
        Self { chrome, form }
    }
}

/// `/desk/password`. Field names: `current`, `new`, `again`, `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "account/password.html")]
pub struct PasswordPage {
    pub chrome: Chrome,
    pub form: ActionForm,
    /// After a one-time password nothing else can be opened before this is done.
    pub is_forced: bool,
}

impl PasswordPage {
    /// `min_length` in characters, as the password rule says.
    pub fn new(chrome: Chrome, is_forced: bool, min_length: usize, errors: &FormErrors) -> Self {
        let form = ActionForm::new("password", "修改密码", urls::PASSWORD, &chrome.csrf)
            .submit("保存新密码")
            .tone(Tone::Good)
            .field(
                FieldView::line("password", "current", "现在的密码", "")
                    .required()
                    .autocomplete("current-password"),
            )
            .field(
                FieldView::line("password", "new", "新密码", "")
                    .hint(format!(
                        "至少 {min_length} 个字符。用几个不相干的词连起来，比短而怪的密码更安全也更好记。"
                    ))
                    .required()
                    .autocomplete("new-password"),
            )
            .field(
                FieldView::line("password", "again", "再输入一次新密码", "")
                    .required()
                    .autocomplete("new-password"),
            )
            .errors(errors);
        Self {
            chrome,
            form,
            is_forced,
        }
    }
}
