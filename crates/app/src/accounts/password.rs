//! Passwords: argon2id (RFC 9106), off the async threads, two at a time.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::application::App;
use crate::error::AppError;

/// Shortest password, in characters.
pub const PASSWORD_MIN: usize = 10;
/// A cap, so that nobody makes the server hash a novel.
const PASSWORD_MAX: usize = 200;

fn hasher() -> Result<Argon2<'static>, AppError> {
    // OWASP's and RFC 9106's second choice: 19 MiB, two passes, one lane
    let params =
        Params::new(19 * 1024, 2, 1, None).map_err(|e| AppError::internal(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Checks what a person chose; the message is for them.
pub(super) fn check_strength(password: &str, username: &str) -> Result<(), AppError> {
    let n = password.chars().count();
    if n < PASSWORD_MIN {
        return Err(AppError::invalid(
            "password",
            format!("密码至少 {PASSWORD_MIN} 位"),
        ));
    }
    if n > PASSWORD_MAX {
        return Err(AppError::invalid(
            "password",
            format!("密码最多 {PASSWORD_MAX} 位"),
        ));
    }
    let mut distinct: Vec<char> = password.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 5 {
        return Err(AppError::invalid(
            "password",
            "密码过于简单，请使用更多不同的字符",
        ));
    }
    if password.to_lowercase().contains(&username.to_lowercase()) {
        return Err(AppError::invalid("password", "密码不能包含用户名"));
    }
    Ok(())
}

/// Hashes a password with a fresh salt.
pub(super) async fn hash(app: &App, password: &str) -> Result<String, AppError> {
    let salt: [u8; 16] = app.entropy();
    let password = password.to_owned();
    run(app, move || {
        hasher()?
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|e| AppError::internal(e.to_string()))
    })
    .await
}

/// Whether the password belongs to the hash. `None` as hash costs the same time and is always
/// wrong, so that unknown names cannot be told from wrong passwords.
pub(super) async fn verify(
    app: &App,
    password: &str,
    hash: Option<String>,
) -> Result<bool, AppError> {
    let password: String = password.chars().take(PASSWORD_MAX).collect();
    run(app, move || match hash {
        Some(hash) => {
            let parsed = PasswordHash::new(&hash).map_err(|e| AppError::internal(e.to_string()))?;
            Ok(hasher()?
                .verify_password(password.as_bytes(), &parsed)
                .is_ok())
        }
        None => {
            let spent = hasher()?.hash_password_with_salt(password.as_bytes(), &[0_u8; 16]);
            spent
                .map(|_| false)
                .map_err(|e| AppError::internal(e.to_string()))
        }
    })
    .await
}

async fn run<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let _permit = app
        .hashing()
        .acquire_owned()
        .await
        .map_err(AppError::internal)?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(AppError::internal)?
}
