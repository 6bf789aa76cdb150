/**
 * For typedoc.json. TypeDoc has no links for the classes of `@throws {OptionsError} If …`, and puts
 * what one door exports again of another under "Other"; here they get links, and the category of
 * what they stand for.
 */
import { Comment, CommentTag, Converter, ReflectionKind } from 'typedoc';

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const classes = new Map(
      project.getReflectionsByKind(ReflectionKind.Class).map((found) => [found.name, found]),
    );
    for (const reflection of Object.values(project.reflections)) {
      for (const tag of reflection.comment?.getTags('@throws') ?? []) {
        if (tag.typeAnnotation === undefined) continue;
        const colon = { kind: 'text', text: ': ' };
        tag.content = [...linksTo(tag.typeAnnotation, classes), colon, ...tag.content];
        delete tag.typeAnnotation;
      }
    }
    for (const reference of project.getReflectionsByKind(ReflectionKind.Reference)) {
      const category = reference.getTargetReflectionDeep()?.comment?.getTag('@category');
      if (!category) continue;
      reference.comment ??= new Comment();
      reference.comment.blockTags.push(new CommentTag('@category', [...category.content]));
    }
  });
}

/**
 * @param {string} annotation - Such as `{OptionsError | ValueError}`.
 * @param {Map<string, import('typedoc').Reflection>} classes
 * @returns {import('typedoc').CommentDisplayPart[]}
 */
function linksTo(annotation, classes) {
  const names = annotation.replace(/^\{|\}$/g, '').split('|');
  return names.flatMap((name, index) => {
    const [text, target] = [name.trim(), classes.get(name.trim())];
    const link = target
      ? { kind: 'inline-tag', tag: '@link', text, target }
      : { kind: 'text', text };
    return index === 0 ? [link] : [{ kind: 'text', text: ' or ' }, link];
  });
}
