// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QProcessEnvironment>

#include <functional>
#include <optional>
#include <vector>

namespace core {

//! Where passwords and keys come from: the environment, a file that it names, then further sources such as
//! the system's keychain. Never the settings. A value that is copied freely; once filled, any thread may ask.
//!
//! A secret is named as its variable is: AWS_SECRET_ACCESS_KEY. The variable AWS_SECRET_ACCESS_KEY_FILE may
//! name a file that holds it instead.
class Secrets
{
public:
    //! Absent means that the source does not have it. Called on the thread that asks, and may block.
    using Source = std::function<Result<std::optional<QString>>(const QString &name)>;

    explicit Secrets(QProcessEnvironment environment = QProcessEnvironment::systemEnvironment());

    //! Sources are asked in this order, when the environment has nothing.
    void addSource(Source source) { m_sources.push_back(std::move(source)); }

    //! The secret without surrounding blanks; absent when nobody has it. An error is a source that failed (a
    //! key file that cannot be read): then nothing further is asked.
    Result<std::optional<QString>> find(const QString &name) const;
    //! One that cannot be done without: its absence is an error that says where it may be put.
    //! @param purpose ends the sentence "… is needed to": "write to the bucket x".
    Result<QString> need(const QString &name, const QString &purpose) const;
    //! A variable that is no secret; empty when it is not set.
    QString variable(const QString &name) const { return m_environment.value(name).trimmed(); }

private:
    Result<std::optional<QString>> fromFile(const QString &name) const;

    QProcessEnvironment m_environment;
    std::vector<Source> m_sources;
};

} // namespace core
