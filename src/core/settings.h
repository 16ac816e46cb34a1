// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/circuitbreaker.h"
#include "core/result.h"
#include "core/retrypolicy.h"

#include <QHash>
#include <QString>

#include <vector>

namespace core {

//! One setting of a workspace as the table of all settings has it.
struct SettingInfo
{
    const char *key;
    const char *defaultValue;
    const char *description; //!< one sentence, untranslated
    double least;            //!< for numbers; text settings have least > most
    double most;
    bool isWhole = false; //!< a number without a fraction

    bool isNumber() const { return least <= most; }
};

//! All settings, in the order they are listed.
const std::vector<SettingInfo> &settingTable();
const SettingInfo *findSetting(const QString &key);

//! The settings of a workspace: the table's defaults under what was set.
class Settings
{
public:
    Settings() = default;
    explicit Settings(QHash<QString, QString> values) : m_values(std::move(values)) {}

    QString text(const char *key) const;
    qint64 number(const char *key) const;
    double real(const char *key) const;
    bool flag(const char *key) const;
    Backoff backoff() const;
    BreakerSettings breakerSettings() const;

    //! Takes the value over when it is valid by itself and with the others; a Usage error otherwise.
    Result<void> set(const QString &key, const QString &value);

    bool operator==(const Settings &) const = default;

private:
    Result<void> checkTogether() const;

    QHash<QString, QString> m_values;
};

} // namespace core
