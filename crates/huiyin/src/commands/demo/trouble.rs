//! Why a step of the replay did not happen.

use huiyin_app::AppError;
use huiyin_intake::mail::ComposeError;

/// Why a step of the replay did not happen. All of it is a fault of the material.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    App(#[from] AppError),
    #[error("{0}")]
    Form(String),
    #[error("来信没有登记，而是{0}")]
    Parked(&'static str),
    #[error("没有人来办这一步")]
    Nobody,
    #[error("事项不见了")]
    Gone,
    #[error("材料里没有这一步要用的内容")]
    NoMaterial,
    #[error(transparent)]
    Mail(#[from] ComposeError),
}

impl From<huiyin_store::StoreError> for Trouble {
    fn from(error: huiyin_store::StoreError) -> Self {
        Self::App(error.into())
    }
}
