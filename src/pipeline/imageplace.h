// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets.h"
#include "core/settings.h"
#include "media/imagestore.h"
#include "net/fetchpool.h"

namespace pipeline {

//! How requests are made, as the settings (net.*) say. @param concurrency requests in flight; 0 = as set.
net::FetchSettings fetchSettings(const core::Settings &settings, int concurrency = 0);

//! Where the images of a workspace are: an absolute folder, or a bucket as images.store names it.
QString imagePlace(const core::Settings &settings, const QString &workspace);

//! What the image store of a workspace is opened with. The environment may say what the settings leave open:
//! AWS_ENDPOINT_URL, AWS_REGION (or AWS_DEFAULT_REGION) and SUPABASE_URL.
media::StoreOptions storeOptions(const core::Settings &settings, const QString &workspace,
                                 const core::Secrets &secrets);

//! What images.store is set to: an absolute folder or a bucket, or a folder that comes with the workspace.
//! @param images as somebody named the place; empty: it stays, or is the one that comes with the workspace
QString imagesSetting(const core::Settings &settings, const QString &workspace, const QString &images);

//! Makes the folder of the images, or tries the bucket. Blocks for as long as that takes.
core::Result<void> makeImages(const core::Settings &settings, const QString &workspace,
                              const core::Secrets &secrets);

//! Whether images can be kept there, before anything is made for them: as makeImages().
core::Result<void> checkImages(const QString &workspace, const QString &images,
                               const core::Secrets &secrets = core::Secrets());

} // namespace pipeline
