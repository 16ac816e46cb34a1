// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "core/listingurl.h"
#include "extract/reader.h"
#include "rowsjson.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace ctl {

namespace {

core::Error usage(const QString &message)
{
    return {core::ErrorCode::Usage, message, {}};
}

core::Result<QByteArray> readPage(const QString &path)
{
    if (QFileInfo(path).isDir())
        return usage(QCoreApplication::translate("ctl", "%1 is a folder: name a file.").arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return usage(
            QCoreApplication::translate("ctl", "%1 cannot be read: %2.").arg(path, file.errorString()));
    // One byte more than a page may have is enough to refuse it.
    return file.read(extract::kMaxPageBytes + 1);
}

QString toText(const QJsonValue &value)
{
    if (value.isArray())
        return QCoreApplication::translate("ctl", "%n URL(s)", nullptr,
                                           static_cast<int>(value.toArray().size()));
    return value.isNull() ? QStringLiteral("–") : value.toVariant().toString();
}

} // namespace

int extract(bool json, const ExtractOptions &options)
{
    const auto page = readPage(options.file);
    if (!page) {
        printError(page.error());
        return WrongUsage;
    }
    QString url;
    if (!options.url.isEmpty()) {
        const auto canonical = core::canonicalListingUrl(options.url);
        if (!canonical) {
            printError(canonical.error());
            return WrongUsage;
        }
        url = *canonical;
    }
    const extract::Reading reading = extract::readListing(*page, url);
    const auto *refusal = std::get_if<extract::Refusal>(&reading);
    const QJsonObject object = refusal ? toJson(*refusal, url) : toJson(std::get<extract::Listing>(reading));
    if (json) {
        printJson(object);
    } else if (refusal) {
        printLine(QStringLiteral("no listing (%1): %2").arg(refusal->reason, refusal->message));
    } else {
        for (auto it = object.begin(); it != object.end(); ++it)
            printLine(QString(it.key() + QStringLiteral(": ") + toText(it.value())));
    }
    return refusal ? SomeFailed : Done;
}

} // namespace ctl
