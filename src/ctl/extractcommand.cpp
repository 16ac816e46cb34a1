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

//! The facts in the order people read them; what the page does not state is left out.
void printFacts(const QJsonObject &facts)
{
    static constexpr const char *kOrder[] = {
        "title", "url",     "year",         "make",       "model",    "vin",        "vin_kind", "vin_refused",
        "lot",   "status",  "currency",     "sale_price", "high_bid", "sale_date",  "ends_at",  "bid_count",
        "buyer", "mileage", "mileage_unit", "location",   "seller",   "image_count"};
    for (const char *name : kOrder) {
        const QJsonValue value = facts.value(QLatin1String(name));
        if (!value.isNull())
            printLine(QString(QLatin1String(name)).leftJustified(14) + value.toVariant().toString());
    }
    for (const QJsonValue &url : facts.value(QLatin1String("image_urls")).toArray())
        printLine(QString(QStringLiteral("  ") + url.toString()));
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
    if (json)
        printJson(object);
    else if (refusal)
        printLine(QStringLiteral("no listing: %1").arg(refusal->reason));
    else
        printFacts(object);
    if (refusal)
        printError(
            {core::ErrorCode::Usage, QString(options.file + QStringLiteral(": ") + refusal->message), {}});
    return refusal ? SomeFailed : Done;
}

} // namespace ctl
