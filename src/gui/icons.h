// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"

#include <QIcon>

class QPalette;

namespace gui {

//! Makes the icons of a static library known to the program. Once, before the first icon.
void initResources();

//! A single-colour icon of resources/icons, drawn in the palette's text colour at the time of painting.
QIcon icon(const char *name);
//! The shape of a state in the state's colour; null for State::None.
QIcon stateIcon(models::State state);
//! Readable on the palette's base, light or dark.
QColor stateColor(models::State state, const QPalette &palette);

bool isDark(const QPalette &palette);
//! Between two colours: 0 = a, 1 = b.
QColor mixed(const QColor &a, const QColor &b, double share);

} // namespace gui
