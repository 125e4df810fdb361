//! The binary: configuration, command line, wiring, shutdown, telemetry.

mod cli;
mod commands;
mod embedded;
mod failure;
mod mail_settings;
mod real;
mod settings;
mod telemetry;
mod wiring;

use std::process::ExitCode;

fn main() -> ExitCode {
    // one provider for the whole process; a second one in the graph would panic at run time
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        return failure::report(&failure::Failure::new("加密组件初始化失败"));
    }
    let cli = match cli::parse() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            return failure::report(&failure::Failure::caused("无法启动运行环境", error));
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure::report(&failure),
    }
}
