// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariant>

#include <memory>

class QSettings;

namespace gui {

//! What the window remembers for this person on this machine: geometry, columns, switches. Given by the
//! program; tests give one over a temporary file.
class WindowSettings
{
public:
    explicit WindowSettings(std::unique_ptr<QSettings> settings);
    ~WindowSettings();
    Q_DISABLE_COPY_MOVE(WindowSettings)

    QVariant value(const QString &key, const QVariant &fallback = {}) const;
    void setValue(const QString &key, const QVariant &value);

private:
    std::unique_ptr<QSettings> m_settings;
};

} // namespace gui
