//! Why a file is not taken, for the person who sent it.

/// One refused file.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{file_name}”{reason}")]
pub struct UploadError {
    /// The name as far as it can be shown.
    pub file_name: String,
    pub reason: UploadReason,
}

impl std::fmt::Debug for UploadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UploadError")
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UploadReason {
    #[error("是空文件，请重新选择")]
    Empty,
    #[error("超过 10 MB，请压缩后再上传")]
    TooLarge,
    #[error("最多可上传 5 个文件")]
    TooMany,
    #[error("全部文件合计超过 50 MB，请减少文件")]
    TooLargeTogether,
    #[error(
        "的格式不支持；可上传图片（jpg、png、gif、webp、bmp）、pdf、Word、Excel、PPT 和 txt 文件"
    )]
    Unsupported,
    #[error("是可执行程序或脚本，为安全起见不能上传")]
    Executable,
    #[error("是网页或含脚本的文件，为安全起见不能上传；请截图或另存为 pdf")]
    WebPage,
    #[error("含有宏，为安全起见不能上传；请另存为不含宏的格式")]
    Macros,
    #[error("是压缩包，请解压后把里面的文件逐个上传")]
    Archive,
    #[error("是音频或视频，暂不支持；请用文字说明，或联系工会工作人员")]
    Media,
    #[error("设有打开密码，无法检查；请去掉密码后再上传")]
    Encrypted,
    #[error("已损坏或不完整，打不开；请重新选择或重新拍摄")]
    Damaged,
    #[error("的画面太大，请缩小到 5000 万像素以内")]
    TooManyPixels,
    #[error(
        "中的拍摄地点等信息无法清除；请在手机上改存为 jpg 后再上传（iPhone：设置→相机→格式→兼容性最佳）"
    )]
    MetadataStays,
}
