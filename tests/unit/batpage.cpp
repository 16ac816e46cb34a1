// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batpage.h"

#include "extract/reader.h"

#include <QFile>

#include <stdexcept>

namespace testpages {

QByteArray dataFile(const QString &name)
{
    QFile file(QStringLiteral(RETRYDESK_TEST_DATA "/listings/") + name);
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("no test data: " + name.toStdString());
    return file.readAll();
}

QString resultHeader(const QString &words, const QString &amount, const QString &date)
{
    QString text =
        QStringLiteral("<span data-listing-currently=\"900100\"></span><span class=\"info-value\">") + words;
    if (!amount.isEmpty())
        text += QStringLiteral(" <strong>") + amount + QStringLiteral("</strong>");
    if (!date.isEmpty())
        text += QStringLiteral(" <span class=\"date date-localize\">on ") + date + QStringLiteral("</span>");
    return text + QStringLiteral("</span>");
}

QString boxRow(const QString &label, const QString &value)
{
    const QString extra = label == u"Bids" ? QStringLiteral(" number-bids-value") : QString();
    return QStringLiteral("<tr class=\"listing-stats-stat\"><td class=\"listing-stats-label\">") + label +
           QStringLiteral("</td><td class=\"listing-stats-value") + extra + QStringLiteral("\">") + value +
           QStringLiteral("</td></tr>");
}

QString comment(const QString &type, const QString &content, qint64 bid, qint64 timestamp)
{
    return QStringLiteral(
               "{\"channels\":[\"comment;item;1\",[\"nested\",{\"a\":[1,2]}]],\"authorName\":\"m]em}ber\","
               "\"likers\":[],\"content\":\"%1\",\"timestamp\":%2,\"type\":\"%3\",\"bidAmount\":%4,"
               "\"images\":[]}")
        .arg(content, QString::number(timestamp), type, QString::number(bid));
}

QString BatPage::galleryWith(const QString &json) const
{
    return QStringLiteral(
               "<div id=\"bat_listing_page_photo_gallery\" class=\"gallery\" data-gallery-items=\"") +
           json.toHtmlEscaped() + QStringLiteral("\"></div>");
}

QByteArray BatPage::html() const
{
    static const QString kBase = QStringLiteral("https://bringatrailer.com/wp-content/uploads/2026/03/");
    QString shown = gallery;
    if (shown.isNull())
        shown = galleryWith(
            QStringLiteral("[{\"full\":{\"url\":\"%1one.jpg\"}},{\"full\":{\"url\":\"%1two.jpg\"}}]")
                .arg(kBase));
    QString block = essentials;
    if (block.isNull()) {
        block = QStringLiteral(
            "<div class=\"essentials\"><h2 class=\"title\">BaT Essentials</h2>"
            "<div class=\"item item-seller\"><strong>Seller</strong>: <a "
            "href=\"/member/s/\">Seller_One</a></div>"
            "<strong>Location</strong>: <a href=\"https://maps.example/x\">Bend, Oregon 97701</a>"
            "<div class=\"item\"><strong>Listing Details</strong><ul>");
        for (const QString &item : details)
            block += QStringLiteral("<li>") + item + QStringLiteral("</li>");
        block +=
            QStringLiteral(
                "</ul></div><div class=\"item additional\"><strong>Private Party or Dealer</strong>: Dealer"
                "</div><div class=\"item\"><strong>Lot</strong> #") +
            lot + QStringLiteral("</div></div>");
    }
    QString groups;
    for (const QString &category : categories)
        groups +=
            QStringLiteral(
                "<div class=\"group-item\"><button class=\"group-title\"><strong class=\"group-title-label\">"
                "Category</strong>%1</button></div>")
                .arg(category);
    const QString table =
        box.isEmpty() ? QString()
                      : QString(QStringLiteral("<table class=\"listing-stats\" id=\"listing-bid\"><tbody>") +
                                box.join(QString()) + QStringLiteral("</tbody></table>"));
    QString page = QString::fromUtf8(dataFile(QStringLiteral("bat-template.html")));
    const std::pair<const char *, QString> parts[] = {
        {"{{TITLE}}", title.toHtmlEscaped()},
        {"{{TITLE_RESULT}}", titleResult},
        {"{{LOT}}", lot},
        {"{{SLUG}}", slug},
        {"{{HEADER}}", header},
        {"{{COMMENT_COUNT}}", commentCount},
        {"{{GALLERY}}", shown},
        {"{{ESSENTIALS}}", block},
        {"{{GROUPS}}", groups},
        {"{{BOX}}", table},
        {"{{COMMENTS}}",
         comments.isEmpty() ? QString() : QString(QStringLiteral(",\"comments\":") + comments)}};
    for (const auto &[name, value] : parts)
        page.replace(QLatin1String(name), value);
    return page.toUtf8();
}

extract::Reading read(const BatPage &page)
{
    return extract::readListing(page.html(), {});
}

extract::Listing listingOf(const QByteArray &page, const QString &url)
{
    const extract::Reading reading = extract::readListing(page, url);
    if (const auto *refusal = std::get_if<extract::Refusal>(&reading))
        throw std::runtime_error("refused: " + refusal->reason.toStdString());
    return std::get<extract::Listing>(reading);
}

extract::Listing listingOf(const BatPage &page)
{
    return listingOf(page.html());
}

QString reasonOf(const extract::Reading &reading)
{
    const auto *refusal = std::get_if<extract::Refusal>(&reading);
    return refusal ? refusal->reason : QStringLiteral("listing");
}

} // namespace testpages
