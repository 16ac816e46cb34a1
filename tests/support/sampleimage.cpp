// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sampleimage.h"

#include "pixelfont.h"

#include <QBuffer>
#include <QImage>
#include <QLinearGradient>
#include <QPainter>
#include <QPainterPath>

namespace testsupport {

namespace {

// Everything is drawn on a canvas of this size and scaled to the size wanted.
constexpr int kWidth = 800;
constexpr int kHeight = 533;
constexpr int kHorizon = 300;
constexpr int kJpegQuality = 82;

//! A small generator of our own: the same bytes on every machine and Qt version.
class Dice
{
public:
    explicit Dice(quint32 seed) : m_state(seed | 1U) {}
    quint32 next()
    {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 17;
        m_state ^= m_state << 5;
        return m_state;
    }
    int below(int limit) { return int(next() % quint32(limit)); }

private:
    quint32 m_state;
};

quint32 seedOf(const ImageSubject &subject)
{
    quint32 hash = 2166136261U; // FNV-1a
    const QByteArray bytes = (subject.seed + u'/' + QString::number(subject.number)).toUtf8();
    for (const char byte : bytes)
        hash = (hash ^ quint8(byte)) * 16777619U;
    return hash;
}

void drawScenery(QPainter &painter, Dice &dice)
{
    const QColor sky = QColor::fromHsv(190 + dice.below(50), 40 + dice.below(80), 215 + dice.below(40));
    QLinearGradient air(0, 0, 0, kHorizon);
    air.setColorAt(0, sky.darker(120));
    air.setColorAt(1, sky.lighter(115));
    painter.fillRect(0, 0, kWidth, kHorizon, air);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < 6; ++i) { // hills
        painter.setBrush(QColor::fromHsv(80 + dice.below(50), 60 + dice.below(60), 90 + dice.below(60)));
        painter.drawEllipse(QPointF(dice.below(kWidth), kHorizon + 20), 90 + dice.below(140),
                            40 + dice.below(60));
    }
    const int grey = 90 + dice.below(50);
    painter.fillRect(0, kHorizon, kWidth, kHeight - kHorizon, QColor(grey, grey, grey + 6));
    for (int i = 0; i < 5000; ++i) { // gravel
        const int shade = grey - 25 + dice.below(50);
        painter.fillRect(dice.below(kWidth), kHorizon + dice.below(kHeight - kHorizon), 2, 2,
                         QColor(shade, shade, shade));
    }
}

void drawWheel(QPainter &painter, QPointF centre, qreal radius)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(25, 25, 28));
    painter.drawEllipse(centre, radius, radius);
    painter.setBrush(QColor(190, 194, 200));
    painter.drawEllipse(centre, radius * 0.62, radius * 0.62);
    painter.setPen(QPen(QColor(90, 94, 100), radius * 0.09));
    for (int spoke = 0; spoke < 5; ++spoke) {
        painter.save();
        painter.translate(centre);
        painter.rotate(72 * spoke);
        painter.drawLine(QPointF(0, 0), QPointF(0, -radius * 0.58));
        painter.restore();
    }
}

//! The roof line above the waist, from the windscreen's foot to the rear.
QPainterPath roofOf(const QString &style)
{
    QPainterPath roof(QPointF(270, 300));
    if (style == QLatin1String("convertible")) {
        roof.lineTo(315, 252);
        roof.lineTo(325, 252);
        roof.lineTo(300, 300);
    } else if (style == QLatin1String("coupe")) {
        roof.cubicTo(330, 225, 420, 215, 480, 232);
        roof.cubicTo(540, 250, 590, 280, 630, 300);
    } else if (style == QLatin1String("wagon")) {
        roof.lineTo(330, 220);
        roof.lineTo(615, 216);
        roof.lineTo(650, 300);
    } else if (style == QLatin1String("truck")) {
        roof.lineTo(310, 215);
        roof.lineTo(425, 212);
        roof.lineTo(440, 300);
    } else {
        roof.cubicTo(320, 240, 350, 222, 400, 220);
        roof.lineTo(510, 220);
        roof.cubicTo(550, 225, 575, 260, 590, 300);
    }
    roof.closeSubpath();
    return roof;
}

void drawCarSide(QPainter &painter, const QString &style, const QColor &paint)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 90));
    painter.drawEllipse(QPointF(410, 432), 300, 18);
    painter.setBrush(paint.darker(115));
    painter.drawPath(roofOf(style));
    painter.setBrush(QColor(170, 205, 220, 220));
    painter.save();
    painter.translate(412, 262);
    painter.scale(0.84, 0.74);
    painter.translate(-412, -262);
    painter.drawPath(roofOf(style));
    painter.restore();
    QPainterPath body(QPointF(120, 400));
    body.cubicTo(110, 340, 130, 320, 270, 298);
    body.lineTo(640, 296);
    body.cubicTo(700, 305, 712, 340, 706, 400);
    body.closeSubpath();
    QLinearGradient gloss(0, 290, 0, 410);
    gloss.setColorAt(0, paint.lighter(135));
    gloss.setColorAt(0.45, paint);
    gloss.setColorAt(1, paint.darker(160));
    painter.setBrush(gloss);
    painter.drawPath(body);
    painter.setPen(QPen(paint.darker(190), 2));
    painter.drawLine(372, 302, 368, 392);
    painter.drawLine(505, 302, 512, 392);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(255, 240, 190));
    painter.drawEllipse(QPointF(136, 345), 12, 14);
    painter.setBrush(QColor(200, 30, 30));
    painter.drawRect(694, 330, 12, 24);
    drawWheel(painter, QPointF(232, 398), 52);
    drawWheel(painter, QPointF(592, 398), 52);
}

void drawMotorcycle(QPainter &painter, const QColor &paint)
{
    drawWheel(painter, QPointF(250, 372), 82);
    drawWheel(painter, QPointF(560, 372), 82);
    painter.setPen(QPen(QColor(60, 60, 66), 14, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(250, 372, 315, 225);
    painter.drawLine(560, 372, 455, 330);
    painter.drawLine(330, 250, 455, 335);
    painter.setBrush(QColor(120, 124, 130));
    painter.drawEllipse(QPointF(405, 352), 60, 48);
    painter.setPen(Qt::NoPen);
    painter.setBrush(paint);
    painter.drawEllipse(QPointF(395, 250), 80, 36);
    painter.setBrush(QColor(40, 30, 28));
    painter.drawRoundedRect(QRectF(455, 245, 145, 26), 13, 13);
}

void drawFront(QPainter &painter, const QColor &paint)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(25, 25, 28));
    painter.drawRect(235, 380, 60, 60);
    painter.drawRect(505, 380, 60, 60);
    painter.setBrush(paint.darker(115));
    painter.drawPolygon(QPolygonF({{300, 205}, {500, 205}, {555, 300}, {245, 300}}));
    painter.setBrush(QColor(170, 205, 220));
    painter.drawPolygon(QPolygonF({{312, 217}, {488, 217}, {532, 294}, {268, 294}}));
    QLinearGradient gloss(0, 290, 0, 410);
    gloss.setColorAt(0, paint.lighter(135));
    gloss.setColorAt(1, paint.darker(150));
    painter.setBrush(gloss);
    painter.drawRoundedRect(QRectF(220, 290, 360, 115), 26, 26);
    painter.setBrush(QColor(40, 42, 46));
    painter.drawRoundedRect(QRectF(325, 325, 150, 42), 8, 8);
    painter.setBrush(QColor(255, 244, 205));
    painter.drawEllipse(QPointF(272, 345), 30, 26);
    painter.drawEllipse(QPointF(528, 345), 30, 26);
}

void drawDashboard(QPainter &painter, Dice &dice)
{
    painter.fillRect(0, 200, kWidth, kHeight - 200, QColor(52, 44, 40));
    painter.setPen(QPen(QColor(210, 210, 205), 4));
    painter.setBrush(QColor(18, 18, 20));
    for (int gauge = 0; gauge < 3; ++gauge) {
        const QPointF centre(230 + gauge * 150, 295);
        painter.drawEllipse(centre, 58, 58);
        painter.save();
        painter.translate(centre);
        painter.rotate(dice.below(240) - 120);
        painter.drawLine(0, 0, 0, -46);
        painter.restore();
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(20, 16, 14), 24));
    painter.drawEllipse(QPointF(380, 420), 190, 150);
    painter.drawLine(195, 420, 565, 420);
}

void drawCaption(QPainter &painter, const ImageSubject &subject)
{
    painter.fillRect(0, kHeight - 58, kWidth, 58, QColor(20, 22, 26, 210));
    drawPixelText(painter, {16, kHeight - 46}, 3, Qt::white, subject.title.left(40));
    drawPixelText(painter, {16, 16}, 6, QColor(20, 22, 26),
                  QStringLiteral("%1 / %2").arg(subject.number).arg(subject.count));
}

void drawSubject(QPainter &painter, const ImageSubject &subject, Dice &dice)
{
    const QColor paint(subject.paint);
    if (subject.bodyStyle == QLatin1String("motorcycle")) {
        drawMotorcycle(painter, paint);
        return;
    }
    if (subject.bodyStyle == QLatin1String("parts")) {
        drawWheel(painter, QPointF(270 + subject.number % 3 * 20, 330), 130);
        drawWheel(painter, QPointF(560, 340), 110);
        return;
    }
    switch (subject.number % 5) {
    case 2:
        painter.translate(kWidth, 0);
        painter.scale(-1, 1);
        drawCarSide(painter, subject.bodyStyle, paint);
        break;
    case 3:
        drawFront(painter, paint);
        break;
    case 4:
        painter.fillRect(0, 0, kWidth, kHeight, paint.darker(105));
        drawWheel(painter, QPointF(380 + dice.below(60), 280), 210);
        break;
    case 0:
        drawDashboard(painter, dice);
        break;
    default:
        painter.translate(dice.below(60) - 30, dice.below(30));
        drawCarSide(painter, subject.bodyStyle, paint);
    }
}

//! Film grain: makes the file as large as a photograph's and each image different.
void addGrain(QImage &image, Dice &dice)
{
    for (int y = 0; y < image.height(); ++y) {
        auto *row = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < image.width(); x += 2) {
            const int grain = int(dice.next() >> 28) - 8;
            const QRgb pixel = row[x];
            row[x] = qRgb(qBound(0, qRed(pixel) + grain, 255), qBound(0, qGreen(pixel) + grain, 255),
                          qBound(0, qBlue(pixel) + grain, 255));
        }
    }
}

} // namespace

QByteArray drawImage(const ImageSubject &subject, QSize size)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::black); // smoothed edges let the ground through
    Dice dice(seedOf(subject));
    {
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(qreal(size.width()) / kWidth, qreal(size.height()) / kHeight);
        drawScenery(painter, dice);
        painter.save();
        drawSubject(painter, subject, dice);
        painter.restore();
        painter.setRenderHint(QPainter::Antialiasing, false);
        drawCaption(painter, subject);
    }
    addGrain(image, dice);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, "JPEG", kJpegQuality))
        qFatal("The JPEG plugin of Qt is missing");
    return bytes;
}

QByteArray convertedToPng(const QByteArray &image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::WriteOnly) || !QImage::fromData(image).save(&buffer, "PNG"))
        return {};
    return bytes;
}

} // namespace testsupport
