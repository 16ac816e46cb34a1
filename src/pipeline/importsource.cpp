// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/importsource.h"

#include "core/listingurl.h"
#include "extract/reader.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QSet>
#include <QStringDecoder>
#include <QUrl>

namespace pipeline {

namespace {

using core::Error;
using core::ErrorCode;

QString tr(const char *text)
{
    return QCoreApplication::translate("pipeline::Import", text);
}

core::Result<QByteArray> readFile(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return Error{ErrorCode::Usage, tr("There is no file %1.").arg(path), {}};
    if (info.isDir())
        return Error{ErrorCode::Usage, tr("%1 is a folder: name a file.").arg(path), {}};
    if (info.size() > extract::kMaxPageBytes) {
        return Error{ErrorCode::Usage,
                     tr("%1 is too large for a page (%2 MB; at most %3 MB).")
                         .arg(path)
                         .arg(info.size() / 1024 / 1024)
                         .arg(extract::kMaxPageBytes / 1024 / 1024),
                     {}};
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::Usage, tr("%1 cannot be read: %2.").arg(path, file.errorString()), {}};
    const QByteArray bytes = file.readAll();
    if (bytes.trimmed().isEmpty())
        return Error{ErrorCode::Usage, tr("%1 is empty: name another file.").arg(path), {}};
    return bytes;
}

ImportEntry entryForUrl(const QString &text)
{
    ImportEntry entry;
    entry.given = text;
    const auto url = core::canonicalListingUrl(text);
    if (url) {
        entry.url = *url;
    } else {
        entry.reason = QStringLiteral("bad_url");
        entry.problem = url.error().message;
    }
    return entry;
}

//! Whether this is worth a request: a listing of a known site, or anything on a mirror that is named by
//! address.
bool mayBeListing(const QString &url)
{
    const QString host = QUrl(url).host();
    const bool isMirror = host == QLatin1String("localhost") || !QHostAddress(host).isNull();
    return isMirror || core::isListingPath(url);
}

ImportEntry entryToFetch(const QString &text)
{
    ImportEntry entry = entryForUrl(text);
    if (entry.problem.isEmpty() && !mayBeListing(entry.url)) {
        const bool known = core::siteOf(entry.url) != core::Site::Unknown;
        entry.reason =
            known ? QString(core::causeName(core::Cause::NotAListing)) : QStringLiteral("unknown_site");
        entry.problem =
            known ? tr("%1 is no listing: its address would begin with /listing/ or /auctions/.").arg(text)
                  : tr("%1 is on no site that can be read: bringatrailer.com and carsandbids.com can.")
                        .arg(text);
    }
    return entry;
}

core::Result<std::vector<ImportEntry>> fromPage(const ImportRequest &request)
{
    auto bytes = readFile(request.htmlFile);
    if (!bytes)
        return bytes.error();
    ImportEntry entry;
    entry.given = request.htmlUrl.isEmpty() ? request.htmlFile : request.htmlUrl;
    if (!request.htmlUrl.isEmpty()) {
        entry = entryForUrl(request.htmlUrl);
        if (!entry.problem.isEmpty())
            return Error{ErrorCode::Usage, entry.problem, {}};
    }
    const extract::Reading reading = extract::readListing(*bytes, entry.url);
    if (const auto *refusal = std::get_if<extract::Refusal>(&reading)) {
        entry.reason = refusal->reason;
        entry.problem = refusal->message;
        return std::vector{entry};
    }
    const auto listing = std::make_shared<const extract::Listing>(std::get<extract::Listing>(reading));
    if (entry.url.isEmpty())
        entry.url = listing->url;
    if (entry.url.isEmpty() && listing->vin.kind != core::VinReading::Kind::Vin17) {
        entry.reason = QStringLiteral("no_url");
        entry.problem = tr("The page does not say where it comes from: name it with --url.");
        return std::vector{entry};
    }
    entry.listing = listing;
    entry.page = std::make_shared<const QByteArray>(std::move(bytes).value());
    return std::vector{entry};
}

std::vector<ImportEntry> fromIndex(const extract::Index &index, bool includeNonVehicles)
{
    std::vector<ImportEntry> entries;
    for (const extract::IndexItem &item : index.items) {
        ImportEntry entry;
        entry.url = item.url;
        entry.given = item.url;
        entry.indexed = std::make_shared<const extract::IndexItem>(item);
        if (!item.isVehicle && !includeNonVehicles) {
            entry.reason = QString(core::causeName(core::Cause::NotAVehicle));
            entry.problem = tr("%1 is listed among parts or automobilia.").arg(item.title);
        }
        entries.push_back(entry);
    }
    return entries;
}

//! UTF-8 unless a byte order mark says otherwise: editors save lists as UTF-16, too.
QString textOf(const QByteArray &bytes)
{
    QStringDecoder decode(QStringConverter::encodingForData(bytes).value_or(QStringConverter::Utf8));
    return decode(bytes);
}

core::Result<std::vector<ImportEntry>> fromList(const ImportRequest &request)
{
    const auto bytes = readFile(request.listFile);
    if (!bytes)
        return bytes.error();
    if (const auto index = extract::readIndex(*bytes))
        return fromIndex(*index, request.includeNonVehicles);
    const QString text = textOf(*bytes);
    if (text.contains(QChar(u'\0')))
        return Error{
            ErrorCode::Usage, tr("%1 is a binary file, not a list of URLs.").arg(request.listFile), {}};
    if (text.trimmed().startsWith(u'<')) {
        return Error{ErrorCode::Usage,
                     tr("%1 is a page, but no index page that is known: name a list of URLs, one a line.")
                         .arg(request.listFile),
                     {}};
    }
    std::vector<ImportEntry> entries;
    for (const QString &line : text.split(u'\n')) {
        const QString url = line.trimmed();
        if (!url.isEmpty() && !url.startsWith(u'#'))
            entries.push_back(entryToFetch(url));
    }
    if (entries.empty())
        return Error{ErrorCode::Usage, tr("There is no URL in %1.").arg(request.listFile), {}};
    return entries;
}

//! The same listing named twice is imported once.
void dropRepeated(std::vector<ImportEntry> &entries)
{
    QSet<QString> seen;
    std::erase_if(entries, [&seen](const ImportEntry &entry) {
        if (entry.url.isEmpty() || !seen.contains(entry.url)) {
            seen.insert(entry.url);
            return false;
        }
        return true;
    });
}

} // namespace

core::Result<std::vector<ImportEntry>> readImportSource(const ImportRequest &request)
{
    const int sources = (request.urls.isEmpty() ? 0 : 1) + (request.htmlFile.isEmpty() ? 0 : 1) +
                        (request.listFile.isEmpty() ? 0 : 1);
    if (sources != 1)
        return Error{ErrorCode::Usage, tr("Name either URLs, or a saved page, or a list."), {}};
    core::Result<std::vector<ImportEntry>> entries = std::vector<ImportEntry>();
    if (!request.htmlFile.isEmpty()) {
        entries = fromPage(request);
    } else if (!request.listFile.isEmpty()) {
        entries = fromList(request);
    } else {
        for (const QString &url : request.urls)
            entries->push_back(entryToFetch(url));
    }
    if (entries)
        dropRepeated(*entries);
    return entries;
}

} // namespace pipeline
