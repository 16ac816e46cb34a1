// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets.h"

#include <QCoreApplication>
#include <QFile>

namespace core {

namespace {

constexpr qint64 kLargestFile = 64 * 1024;

QString tr(const char *sentence)
{
    return QCoreApplication::translate("core::Secrets", sentence);
}

Error badFile(const QString &variable, const QString &path, const QString &detail)
{
    return {
        ErrorCode::Storage,
        tr("The key file %1 that %2 names cannot be used: check that it is there, readable and not empty.")
            .arg(path, variable),
        detail};
}

} // namespace

Secrets::Secrets(QProcessEnvironment environment) : m_environment(std::move(environment))
{
}

Result<std::optional<QString>> Secrets::fromFile(const QString &name) const
{
    const QString fileVariable = name + QStringLiteral("_FILE");
    const QString path = variable(fileVariable);
    if (path.isEmpty())
        return std::optional<QString>();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return badFile(fileVariable, path, file.errorString());
    const QString value = QString::fromUtf8(file.read(kLargestFile)).trimmed();
    if (value.isEmpty())
        return badFile(fileVariable, path, {});
    return std::optional(value);
}

Result<std::optional<QString>> Secrets::find(const QString &name) const
{
    const QString direct = variable(name);
    if (!direct.isEmpty())
        return std::optional(direct);
    auto found = fromFile(name);
    if (!found || *found)
        return found;
    for (const Source &source : m_sources) {
        found = source(name);
        if (!found || *found)
            return found;
    }
    return std::optional<QString>();
}

Result<QString> Secrets::need(const QString &name, const QString &purpose) const
{
    const auto found = find(name);
    if (!found)
        return found.error();
    if (*found)
        return **found;
    return Error{ErrorCode::Usage,
                 tr("%1 is needed to %2: set it in the environment, or name a file that holds it in %1_FILE.")
                     .arg(name, purpose),
                 {}};
}

} // namespace core
