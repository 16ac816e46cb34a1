// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets.h"
#include "gui/attachdialog.h"

namespace app {

//! How to attach the database of this address, on other threads and connections of its own.
gui::AttachDialog::Ways attachWays(const QString &address, const core::Secrets &secrets);

} // namespace app
