//! `huiyin serve`.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use huiyin_app::{App, accounts, worker};
use huiyin_web::{Serving, Web};
use tokio::net::TcpListener;

use super::print;
use crate::cli::Serve;
use crate::failure::Failure;
use crate::real::SystemClock;
use crate::wiring::{self, Installation};

pub(super) async fn run(data: &Path, config: Option<&Path>, args: Serve) -> Result<(), Failure> {
    let listen = match args.listen {
        Some(listen) => listen,
        None => crate::settings::load(data, config)?.server.listen,
    };
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|e| Failure::caused(format!("无法监听 {listen}（端口被占用，或没有权限）"), e))?;
    let address = listener
        .local_addr()
        .map_err(|e| Failure::caused("无法取得监听地址", e))?;
    let installation =
        wiring::open_with(data, config, Arc::new(SystemClock), Some(address)).await?;
    let app = installation.app.clone();
    let web = Web::new(app.clone(), installation.file.web()?);
    let serving = Serving {
        drain: Duration::from_secs(installation.file.server.shutdown_seconds),
        ..Serving::default()
    };
    let first = accounts::ensure_first_administrator(&app).await?;
    print(&format!("回音已启动：http://{address}"))?;
    if let Some(password) = first {
        print(&format!(
            "首位管理员：admin  一次性密码：{}",
            password.0.expose()
        ))?;
        print("请用它登录 /login，登录后须修改密码，再在“账号”里添加工作人员。")?;
    }
    let opening = open_index_behind(installation);
    let workers = worker::run(&app);
    let is_clean = huiyin_web::serve(listener, huiyin_web::router(web), serving, stopped()).await;
    if !is_clean {
        tracing::warn!("some requests did not finish in time");
    }
    workers.stop().await;
    opening.abort();
    app.store().close().await;
    tracing::info!("stopped");
    Ok(())
}

/// The first answer must not wait for the dictionary and the index.
#[expect(
    clippy::disallowed_methods,
    reason = "aborted at the end of serve, nothing is lost by it"
)]
fn open_index_behind(installation: Installation) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let app: App = installation.app.clone();
        // another process may hold the index for a moment (an import, a search)
        for attempt in 0_u32.. {
            let data = installation.data.clone();
            let opened = tokio::task::block_in_place(|| installation.open_index());
            match opened {
                Ok(index) => {
                    let index = Arc::new(index);
                    app.set_index(Arc::clone(&index));
                    // searches are answered meanwhile, without suggestions and corrections
                    if let Err(error) = tokio::task::block_in_place(|| index.warm()) {
                        tracing::warn!(%error, "the index is not warm");
                    }
                    return;
                }
                Err(failure) => {
                    tracing::warn!(?failure, data = %data.display(), "index not opened yet");
                    tokio::time::sleep(Duration::from_secs(u64::from(attempt.min(10)) + 1)).await;
                }
            }
        }
    })
}

/// Ctrl-C or a polite kill.
async fn stopped() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
