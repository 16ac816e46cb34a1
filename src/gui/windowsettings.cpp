// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/windowsettings.h"

#include <QSettings>

namespace gui {

WindowSettings::WindowSettings(std::unique_ptr<QSettings> settings) : m_settings(std::move(settings))
{
}

WindowSettings::~WindowSettings() = default;

QVariant WindowSettings::value(const QString &key, const QVariant &fallback) const
{
    return m_settings->value(key, fallback);
}

void WindowSettings::setValue(const QString &key, const QVariant &value)
{
    m_settings->setValue(key, value);
}

} // namespace gui
